"""What people read after a run: Allure, the release page, tables and pictures of verdicts."""
