"""One practice and all we say about it: values, files, analysis."""
