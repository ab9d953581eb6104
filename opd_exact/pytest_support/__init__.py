"""What the pytest plugin needs once it is used; `opd_exact.pytest_plugin` imports none of it before."""
