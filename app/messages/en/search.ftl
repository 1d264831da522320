# Words of the search and of what the palette offers beside pages.

palette-recent = Looked at last
palette-records = Records
palette-records-building = Records · the search is getting ready, { $part }
palette-results = Results
palette-all = Show all { $n } results
palette-make = Do
palette-new = New { $what }
palette-sync = Sync now
palette-unsent = { $n ->
    [one] One change has not reached the server yet. Sign out from your menu at the top right to decide what becomes of it.
   *[other] { $n } changes have not reached the server yet. Sign out from your menu at the top right to decide what becomes of them.
}

search-title = Search
search-for = Search accounts, contacts, deals, articles …
search-building = Getting the search ready
search-kinds = Kind of record
search-everything = Everything
search-kind = { $what } · { $n }
search-nothing-asked = Find anything
search-how = Type a few letters of a name, a number or a word from a note. Slips of the finger are forgiven; words in quotes must stand together.
search-none = Nothing found for “{ $what }”
search-none-sentence = Try fewer words or another spelling. Only what is on this device can be found.
search-nearly = Nothing matches exactly; these are close.
search-some = Nothing has all of the words; these have some.
search-more = And { $n } more. Add a word to narrow it down.
