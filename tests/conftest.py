"""What every test may rely on."""

import signal


def pytest_configure() -> None:
    """Let an interrupt interrupt: a run in the background may be started with SIGINT ignored, and hands that on."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
