"""The places of the rail: Library, Review, Live, Train, Phone."""
