"""PostgreSQL: where it runs, its tables and migrations, and the way to it as one tenant."""
