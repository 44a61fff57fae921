"""Reading a saved Core ML package and computing what it computes, without a Mac."""
