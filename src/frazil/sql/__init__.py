"""From text to bound statements, without I/O: tokens, syntax trees, parser, binder, functions."""
