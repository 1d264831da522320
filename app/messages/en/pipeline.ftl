# Words of the pipeline.

pipeline-new = New deal
pipeline-add-to = New deal in { $stage }

pipeline-none = No pipeline yet
pipeline-none-sentence = Here deals move from stage to stage until they are won or lost. Import yours, and the stages come along.
pipeline-none-import = Import deals
pipeline-first = Where your deals will be
pipeline-first-sentence = Bring accounts, contacts and deals along from a file of your last CRM or a spreadsheet, or begin with one deal.
pipeline-first-import = Import your data
pipeline-first-reader = Deals that your colleagues enter stand here, by stage.
pipeline-stage-empty = Drop a deal here
pipeline-stage-filtered = None with these filters
pipeline-no-amounts = No amounts

pipeline-filters = Filters
pipeline-filter = Filter
pipeline-filter-n = Filter · { $n }
pipeline-clear = Clear all
pipeline-filter-wrong = The filter in the address cannot be read here.
pipeline-any = Any
pipeline-from = From
pipeline-to = To
pipeline-out-of-sight = Not on this device
pipeline-which = Pipeline
pipeline-whose = Whose deals
pipeline-no-stage = No stage
pipeline-whose-all = Everyone
pipeline-whose-team = Team
pipeline-whose-mine = Mine
pipeline-closes = Closes: { $when }
pipeline-closes-overdue = Overdue
pipeline-closes-this-month = This month
pipeline-closes-next-month = Next month
pipeline-closes-this-quarter = This quarter
pipeline-closes-next-quarter = Next quarter
pipeline-closes-custom = From … to …
pipeline-sort = By { $by }
pipeline-sort-close-date = close date
pipeline-sort-amount = amount
pipeline-sort-name = name
pipeline-view = View
pipeline-board = Board
pipeline-list = List

pipeline-sums = Totals of the deals below
pipeline-sums-all = In all
pipeline-sums-open = Open
pipeline-sums-won = Won
pipeline-sums-lost = Lost
pipeline-total-tip = In all: { $sum }
pipeline-weighted = { $sum } weighted
pipeline-weighted-tip = Each amount times its chance of winning: { $sum }
pipeline-no-next-step = No next step
pipeline-no-account = No account
pipeline-overdue = Was to be decided { $day }
pipeline-late = , overdue
pipeline-stalled = { $n ->
    [one] Nothing has changed for a day
   *[other] Nothing has changed for { $n } days
}
pipeline-stalled-days = { $n } d

pipeline-keys = Enter opens. Space picks up, arrow keys choose a stage, Enter drops, Escape lets go.
pipeline-close-deal = Close the deal beside the board
pipeline-card-menu = More
pipeline-open-page = Open as a page
pipeline-move-to = Move to { $stage }
pipeline-moved = { $what } is now in { $stage }

pipeline-why-lost-name = Why it was lost
pipeline-why-lost = Why was { $what } lost?
pipeline-why-lost-example = Price, timing, a competitor …
pipeline-why-lost-save = Save
pipeline-why-lost-skip = Skip
pipeline-reason-saved = Kept why { $what } was lost
