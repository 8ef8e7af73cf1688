"""How long things take, measured on whole processes side by side: `make bench`, `make bench-full`."""
