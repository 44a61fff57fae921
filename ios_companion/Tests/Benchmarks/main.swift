/// What the phone's computations cost, on any computer: `swift run -c release Benchmarks [NAME...]`.
///
/// Figures hang on the machine and on what else it does: read the ratios, which are of one run.

let wanted = Set(CommandLine.arguments.dropFirst())
let all = decoderBenchmarks + pictureBenchmarks + engineBenchmarks
for benchmark in all where wanted.isEmpty || wanted.contains(benchmark.name) {
  print("\n\(benchmark.name): \(benchmark.about)")
  for line in try benchmark.run() { print("  " + line) }
}
