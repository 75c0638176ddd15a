"""The labs under a Jupyter server, as on Binder: the same page and the same end of idle kernels as in the gallery."""

from analog_lab.cli.settings import configure, prepare_environment

prepare_environment()
configure(get_config())  # noqa: F821  (Jupyter defines it)
