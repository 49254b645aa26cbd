"""Sessions and the pipeline: from a request's text to its stored result."""
