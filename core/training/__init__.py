"""The words of a training that both sides use: what is asked, what is reported, what is on file."""
