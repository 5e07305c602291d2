# The harness imports its own files from each other and runs them in processes of its own.
collect_ignore_glob = ["areas/*", "[!t]*.py"]
