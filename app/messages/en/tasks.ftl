# Words of tasks.

task-complete = Complete { $what }
task-said-done = Done: { $what }
task-said-open = Open again: { $what }

tasks-overdue = Overdue
tasks-today = Today
tasks-week = In the next seven days
tasks-later = Later
tasks-someday = Without a date
tasks-done = Done lately
tasks-none = Nothing to do
tasks-none-why = What you promise a customer stands here on the day it is due. Write the first task above.
tasks-more = Show all ({ $count } more)
tasks-high = High priority
tasks-snooze = Put off
tasks-in-three-days = In three days
tasks-in-a-month = In a month
tasks-said-snoozed = { $what }: now due { $day }
tasks-said-added = Task added: { $what }
tasks-add = Add a task
tasks-add-button = Add
tasks-add-more = With all fields
