# Words of the primitives.

ui-add = Add { $what }
ui-clear = Clear { $what }
ui-close = Close
ui-cancel = Cancel
ui-create = Create “{ $what }”
ui-drag-dropped = { $what } is now in { $place }.
ui-drag-left = { $what } stays in { $place }.
ui-drag-lifted = { $what }, in { $place }. Choose a place with ← and →, drop with Enter, let go with Esc.
ui-drag-news = Moving
ui-drag-over = { $what } → { $place }. Enter drops, Esc lets go.
ui-inline-how = Enter saves, Esc restores
ui-news = News
ui-nothing-found = Nothing found
ui-open-as-page = Open as a page
ui-palette = Search or jump to
ui-palette-placeholder = Search or type a command
ui-palette-results = Results
ui-progress = { $done } of { $total }
ui-remove = Remove { $what }
ui-select = Select { $what }
ui-select-all = Select all
ui-split-edge = Width of the record
ui-undo = Undo
