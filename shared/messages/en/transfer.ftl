# What imports say: about files, columns, links and rows.

## Files
import-file-empty = The file is empty.
import-file-workbook = This is a workbook. Save it as CSV and choose that file.
import-file-compressed = This file is compressed. Unpack it and choose the file inside.
import-file-binary = This is not a text file. Choose a CSV file.
import-too-many-columns = There are { $columns } columns, at most { $max } can be read. Check what separates the cells.

## Rows
import-damaged-cell = “{ $value }” has a character that cannot be read, shown as �. Mend it in the file, or read the file in another encoding.
import-ragged = This row has another number of cells ({ $cells }) than there are columns ({ $columns }). Check for a missing or stray separator or quotation mark.
import-unclosed-quote = The quotation mark opened in line { $line } is never closed, so everything after it was read as one cell.
import-duplicate = Row { $row } of the file is about “{ $value }” as well. Only the first is imported.
import-same-record = Row { $row } of the file changes the same record. Only the first is imported.
import-match-several = { $count } records here match this row. Choose other fields to recognise records by.
import-depends = Row { $row }, which this row links to, cannot be imported.
import-id = “{ $value }” is not a record id.
import-remark-kept = “{ $title }” already has another value here and keeps it.

## Cells
import-date = “{ $value }” is not a date in this column’s format.
import-date-ambiguous = “{ $value }” can be read as more than one date. Choose the date format of the column.
import-number = “{ $value }” is not a number in this column’s format.
import-number-ambiguous = “{ $value }” can be read as more than one number. Choose decimal point or comma for the column.
import-money = “{ $value }” is not an amount of money.
import-no-currency = “{ $value }” has no currency. Choose one for the column.
import-flag = “{ $value }” is neither yes nor no.
import-not-from-text = This field cannot be filled from a file of texts.

## Links
import-link-near = There is no “{ $value }”. Is “{ $candidate }” meant?
import-link-several = Several records are called “{ $value }”. Choose one.
import-link-unknown = There is no “{ $value }” here. Create it, choose another record or leave the field empty.

## Mappings
import-no-such-column = The file has no column “{ $column }”.
import-no-such-field = There is no field “{ $path }” to import into.

## Reasons why a column is left out
import-ignored-system-id = An id that means something in the other system only
import-ignored-bookkeeping = Kept by the other system for itself
import-ignored-label = Only says what kind the next column is
import-ignored-computed = Worked out from other columns
import-ignored-other-entity = Belongs to another kind of record: import the file for that as well
import-ignored-no-field = There is no field for this
import-ignored-taken = Another column fills the same field
import-ignored-second = Only one of these is kept
import-ignored-second-address = Only one address is kept, and another has more in it
import-ignored-values = The values are of another kind than the name says
import-ignored-by-choice = Left out by choice
