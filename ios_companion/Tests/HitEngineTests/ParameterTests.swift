/// Every number of the engine is the laptop's.

import Foundation
import Testing
import Vectors

@testable import HitEngine

private struct ParameterVector: Decodable {
  let hits: [String: Double]
  let early: [String: Double]
  let sound: [String: Double]
  let follow: [String: [String: Double?]]
  let constants: [String: Double]

  /// Reads the file with its keys as they stand there.
  static func read() throws -> ParameterVector {
    try JSONDecoder().decode(ParameterVector.self, from: VectorFile.data("parameters.json"))
  }
}

@Test func parametersAreTheLaptops() throws {
  let vector = try ParameterVector.read()
  #expect(numbers(in: HitParameters()) == vector.hits)
  #expect(numbers(in: HitParameters.early) == vector.early)
  #expect(numbers(in: SoundParameters()) == vector.sound)
  #expect(vector.hits.count > 90)
}

@Test func objectsAreFollowedByTheLaptopsRules() throws {
  let vector = try ParameterVector.read()
  #expect(vector.follow.count == FollowRules.all.count)
  for (kind, rules) in FollowRules.all {
    let expected = try #require(vector.follow[kind.label]).mapValues { $0 ?? .infinity }
    #expect(numbers(in: rules) == expected, "\(kind.label)")
  }
}

@Test func constantsAreTheLaptops() throws {
  let vector = try ParameterVector.read()
  let here: [String: Double] = [
    "still_spots.NEAR_SIDES": Spot.nearSides,
    "still_spots.LEAST_SEEN": Double(Spot.leastSeen),
    "still_spots.LEAST_S": Spot.leastS,
    "still_spots.FORGET_S": StillSpots.forgetS,
    "tracker.STILL_SIDES": Trail.stillSides,
    "tracker.GATE_SIGMAS": LinkCost.gateSigmas,
    "tracker.BALL_SIZE_FACTOR": LinkCost.ballSizeFactor,
    "tracker.BALL_SIGMA_SIDES": FollowRules.ball.sigmaSides,
    "tracker.KNOWN_SEEN": Double(Trail.knownSeen),
    "contact.STEPS": Double(Contact.steps),
    "contact.HEAD_PULL": Contact.headPull,
    "contact.EDGE_ON": Meeting.edgeOn,
    "contact.USUAL_REACH": Contact.usualReach,
    "early.DOUBT_FROM": EarlyCalls.doubtFrom,
    "early.HEARD_GAIN": EarlyCalls.heardGain,
    "early.HEARD_WITHIN_S": EarlyCalls.heardWithinS,
    "early.FORGET_S": EarlyCalls.forgetS,
    "early.SAME_CALL_S": OpenCalls.sameCallS,
    "engine.VERSION": Double(HitEngine.version),
    "engine.BALL_M": HitEngine.ballM,
    "engine.SAME_OBJECT": SeenByClass.sameObject,
    "engine.SURE": HitEngine.sure,
    "finder.MOST_SIGHTS": Double(Flight.most),
    "fusion.HEARD": Ear.heardFrom,
    "going.LEAST_RIDE": Double(Going.leastRide),
    "racket_head.HEAD_OF_RACKET": HeadSight.headOfRacket,
    "racket_head.CENTRE_SIGMA": HeadSight.centreSigma,
    "racket_head.DERIVED_SIGMA": HeadSight.derivedSigma,
    "racket_head.TURN_ACCEL": HeadMotion.turnAccel,
    "racket_head.TURN_JERK": HeadMotion.turnJerk,
    "racket_head.SPEED_SIGMA": HeadMotion.speedSigma,
    "racket_head.FALSE_SPEED": HeadMotion.falseSpeed,
    "racket_head.NEAR_S": HeadMotion.nearS,
    "roles.FORGET_S": MainPlayer.forgetS,
    "roles.HYSTERESIS": MainPlayer.hysteresis,
    "roles.STILL_S": BallWay.stillS,
    "roles.MOVES_SIDES": BallWay.movesSides,
    "scene.STILL_S": Scene.stillS,
    "scene.HELD_SCORE": Scene.heldScore,
    "scene.REACH_HEIGHTS": Scene.reachHeights,
    "selection.SAME_S": Selection.sameS,
    "strings.STRINGS_SIGMA": Meeting.stringsSigma,
    "strings.RIM": Meeting.rim,
    "strings.LEAST_KNOWN": Meeting.leastKnown,
    "swings.RACKET_PER_HEIGHT": Heads.racketPerHeight,
    "track_rows.LATE_S": TrackRows.lateS,
  ]
  #expect(here == vector.constants)
}

/// Returns a value's numbers by their names in Python.
private func numbers(in value: Any) -> [String: Double] {
  var found: [String: Double] = [:]
  for child in Mirror(reflecting: value).children {
    guard let name = child.label else { continue }
    if let number = child.value as? Double { found[snakeCase(name)] = number }
    if let number = child.value as? Int { found[snakeCase(name)] = Double(number) }
  }
  return found
}

private func snakeCase(_ name: String) -> String {
  name.reduce("") { $0 + ($1.isUppercase ? "_" + $1.lowercased() : String($1)) }
}
