/// The program's version: what `--version` prints, and what files say that it writes.
let programVersion = "0.1.0"
