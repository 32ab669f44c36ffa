# The rows of rpm's database in sqlite as the text that db_load -T takes.
import sqlite3,struct,sys
def esc(b): return ''.join('\\%02x'%x for x in b)
c=sqlite3.connect(sys.argv[1])
rows=c.execute('select hnum,blob from Packages order by hnum').fetchall()
print(esc(struct.pack('<I',0))); print(esc(struct.pack('<I',max(r[0] for r in rows))))
for n,b in rows: print(esc(struct.pack('<I',n))); print(esc(b))
