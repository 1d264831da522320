# Words of tasks.

task-complete = Complete { $what }
task-said-done = Done: { $what }
task-said-open = Open again: { $what }
