# Words of the knowledge base.

knowledge-new = New article
knowledge-all = All articles
knowledge-drafts = Drafts
knowledge-due = Review due
knowledge-shelves = Shelves
knowledge-categories = Categories
knowledge-category-n = { $what } · { $n }
knowledge-no-categories = There are no categories yet.
knowledge-no-categories-yet = Categories keep a growing knowledge base in order. Begin with two or three.
knowledge-search = Search the knowledge base
knowledge-count = { $n ->
    [one] One article
   *[other] { $n } articles
}
knowledge-found = { $n ->
    [one] One article found
   *[other] { $n } articles found
}
knowledge-found-nearly = { $n ->
    [one] Nothing matches exactly; one article is close
   *[other] Nothing matches exactly; { $n } are close
}
knowledge-found-some = { $n ->
    [one] Nothing has all of the words; one article has some
   *[other] Nothing has all of the words; { $n } have some
}
knowledge-found-building = { $n ->
    [one] One article found so far; the search is still getting ready
   *[other] { $n } articles found so far; the search is still getting ready
}

knowledge-empty = Nothing written down yet
knowledge-empty-sentence = Write down what a new colleague asks in the first week: how you sell, what customers object to, what each product is good for. It can be read without a network.
knowledge-no-drafts = No drafts
knowledge-no-drafts-sentence = What is begun and not yet published stands here. Only its owner and those who publish see it.
knowledge-nothing-due = Nothing to review
knowledge-nothing-due-sentence = Articles come here when their review date has come, so that somebody checks that they are still right.
knowledge-category-empty = Nothing on this shelf yet
knowledge-category-empty-sentence = Articles of this category and those below it stand here.
knowledge-none = Nothing found for “{ $what }”
knowledge-none-sentence = Try another word. If the answer is missing, write it down: the next one will find it.
knowledge-write-it = Write “{ $what }”
knowledge-due-mark = Review
knowledge-due-since = Review due { $day }

knowledge-gone = This article is not here
knowledge-gone-sentence = It may have been deleted, or it is not for you to read any more.
knowledge-may-not = This article is not yours to write
knowledge-may-not-why = You can read what is published. Authors, managers and admins write; an owner or admin can give you another role.
knowledge-back = Back to the articles
knowledge-edit = Edit
knowledge-more = More
knowledge-contents = Contents
knowledge-products = About these products
knowledge-no-text = No text yet.
knowledge-readers = For { $who }
knowledge-changed = Last edited
knowledge-changed-by = Last edited by { $who }
knowledge-publish = Publish
knowledge-published = Published { $what }
knowledge-withdraw = Make it a draft again
knowledge-withdrawn = { $what } is a draft again
knowledge-delete = Delete
knowledge-still-right = Still right
knowledge-reviewed = Checked; next review in six months

knowledge-editing = Edit article
knowledge-unsaved = Not saved yet
knowledge-save = Save
knowledge-saved = Saved { $what }
knowledge-leave = Close
knowledge-restored = What you had typed and not saved is back.
knowledge-discard = Throw it away
knowledge-meanwhile = { $who } has changed this article since you began. Saving keeps your text; the other one will stand in Needs attention.
knowledge-part = Text or preview
knowledge-write = Write
knowledge-preview = Preview
knowledge-text-example = Write the answer first, then the reasons. Markdown works: # heading, **bold**, - list.
knowledge-details = Where it stands and who reads it
knowledge-tools = Format
knowledge-tool-heading = Heading
knowledge-tool-bold = Bold
knowledge-tool-italic = Italic
knowledge-tool-list = List
knowledge-tool-numbers = Numbered list
knowledge-tool-tasks = Checklist
knowledge-tool-quote = Quote
knowledge-tool-link = Link
knowledge-tool-code = Code
knowledge-tool-table = Table

knowledge-arrange = Arrange
knowledge-add-category = New category
knowledge-add-below = New category below
knowledge-rename = Rename or move
knowledge-up = Move up
knowledge-down = Move down
knowledge-delete-category = Delete
knowledge-delete-not-empty = Delete (only when empty)
knowledge-save-category = Save
knowledge-at-top = At the top
knowledge-moved = Moved { $what }
knowledge-category-made = Added { $what }
knowledge-category-renamed = Saved { $what }
knowledge-category-deleted = Deleted { $what }
