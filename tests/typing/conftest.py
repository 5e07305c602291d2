# Read by mypy only: nothing of this is ever run.
collect_ignore = ["user_code.py", "wrong_user_code.py"]
