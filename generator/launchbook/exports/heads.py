"""The keys of the language as titles of columns, where the catalogues have a word of their own for that.

A key that is not among them, such as one of a section kind of tomorrow, is looked up as a label of the pages; failing
that, the key itself heads the column. In English the key is the word.
"""

from launchbook.core.problem import say

HEADS = (
    say("column acceptance"), say("column account"), say("column action"), say("column actual"),
    say("column address"), say("column after"), say("column agenda"), say("column alert"), say("column allowed"),
    say("column at"), say("column attached"), say("column audience"), say("column backup"), say("column before"),
    say("column boxes"), say("column build"), say("column by"), say("column cadence"), say("column category"),
    say("column cause"), say("column channel"), say("column checked"), say("column code"), say("column command"),
    say("column company"), say("column contingency"), say("column contract"), say("column count"),
    say("column country"), say("column created"), say("column criteria"), say("column date"), say("column decider"),
    say("column depends_on"), say("column deputy"), say("column description"), say("column do"), say("column done"),
    say("column due"), say("column duration"), say("column during"), say("column duty"), say("column effort"),
    say("column end"), say("column escalate"), say("column event"), say("column every"), say("column evidence"),
    say("column expect"), say("column file"), say("column fix"), say("column focus"), say("column for"),
    say("column format"), say("column from"), say("column gate"), say("column gates"), say("column goal"),
    say("column goals"), say("column group"), say("column health"), say("column held"), say("column hold"),
    say("column hours"), say("column how"), say("column id"), say("column if"), say("column impact"),
    say("column internal"), say("column issue"), say("column items"), say("column key"), say("column kind"),
    say("column label"), say("column language"), say("column launch"), say("column level"), say("column limit"),
    say("column link"), say("column mail"), say("column means"), say("column measured"), say("column members"),
    say("column merges_into"), say("column message"), say("column messages"), say("column messenger"),
    say("column metric"), say("column mitigation"), say("column name"), say("column no."), say("column no_go"),
    say("column note"), say("column on_breach"), say("column on_pass"), say("column out_of_scope"),
    say("column outcome"), say("column outputs"), say("column outside"), say("column owner"), say("column parallel"),
    say("column parts"), say("column pause"), say("column person"), say("column phase"), say("column phone"),
    say("column plan"), say("column planned"), say("column platform"), say("column point_of_no_return"),
    say("column positive"), say("column preparation"), say("column probability"), say("column progress"),
    say("column purpose"), say("column query"), say("column region"), say("column releases"), say("column reply"),
    say("column report"), say("column reports_to"), say("column requirements"), say("column result"),
    say("column retention"), say("column role"), say("column rollback"), say("column rpo"), say("column rto"),
    say("column rules"), say("column runbook"), say("column scheme"), say("column scope"), say("column score"),
    say("column section"), say("column sent_to"), say("column severity"), say("column share"), say("column size"),
    say("column sla"), say("column source"), say("column stages"), say("column start"), say("column status"),
    say("column steps"), say("column stored_in"), say("column success"), say("column summary"), say("column tags"),
    say("column target"), say("column targets"), say("column template"), say("column text"), say("column through"),
    say("column timezone"), say("column title"), say("column to"), say("column to_record"), say("column topic"),
    say("column total"), say("column track"), say("column triggers"), say("column unit"), say("column updated"),
    say("column url"), say("column users"), say("column value"), say("column verify"), say("column version"),
    say("column watch"), say("column watches"), say("column what"), say("column when"), say("column where"),
    say("column who"), say("column whom"), say("column why"), say("column window"), say("column within"),
)  # fmt: skip
