"""Citizens who were missed and are called back, at a running hotline."""
