"""`python -m bench`: every measurement, one after the other."""

from bench.anchor import main

main()
