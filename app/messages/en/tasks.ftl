# Messages of tasks.
