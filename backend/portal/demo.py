"""The demo."""


def run_demo() -> None:
    raise SystemExit("portal: the demo comes with the next commit")
