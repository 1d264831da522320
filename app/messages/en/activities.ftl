# Words of activities, and of the head that they share with tasks.

whose-mine = Mine
whose-team = Team
whose-all = Everyone
work-whose = Whose
work-none-own = Nothing of yours here
work-none-own-why = Your colleagues have some. What is yours stands here once it is entered or given to you.
work-show-all = Show everybody's
work-show = Show
work-table = As a table, with filters

activities-none = Nothing has happened yet
activities-none-why = Calls, meetings and visits stand here by day. Log one here or on the page of a customer.
activities-coming = Coming up
activities-later = Show later ones ({ $count } more)
activities-past = What happened
