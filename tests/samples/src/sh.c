/* A shell for the sample images: just enough to `RUN` file operations in an image that holds
 * nothing but our own files. It is linked with no library (system calls only, x86-64 Linux), so
 * that no code of others enters the samples and the binary stays at a few KiB.
 *
 *   /bin/sh -c 'mkdir -p /a && echo hi > /a/b && rm -r /c'
 *
 * Commands: true, mkdir [-p], rm [-r], ln [-s], mv, cp, touch, chmod MODE, chown UID:GID,
 * echo WORDS [> FILE | >> FILE]. They are joined by `&&`, `;` or newlines; quotes are ' and ".
 * There are no variables, no globs and no pipes. */

typedef unsigned long size;
static char text[65536];
static char copy_buffer[65536];

static long call(long number, long a, long b, long c, long d) {
  long result;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
}
enum { READ = 0, WRITE = 1, OPEN = 2, CLOSE = 3, EXIT = 60, RENAME = 82, MKDIR = 83, RMDIR = 84,
       LINK = 86, UNLINK = 87, SYMLINK = 88, CHMOD = 90, LCHOWN = 94, GETDENTS64 = 217 };
enum { WRONLY = 1, CREATE = 0100, TRUNC = 01000, APPEND = 02000, DIRECTORY = 0200000 };
enum { EEXIST = 17, EISDIR = 21 };

static size length(const char *s) { size n = 0; while (s[n]) n++; return n; }
static int same(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}
static void put(int fd, const char *s, size n) { call(WRITE, fd, (long)s, (long)n, 0); }
static long open_file(const char *path, int flags) { return call(OPEN, (long)path, flags, 0644, 0); }
static long number(const char **s, int base) {
  long n = 0;
  while (**s >= '0' && **s < '0' + base) n = n * base + *(*s)++ - '0';
  return n;
}

static long make_directory(char *path, int parents) {
  if (parents)
    for (char *p = path + 1; *p; p++)
      if (*p == '/') { *p = 0; call(MKDIR, (long)path, 0755, 0, 0); *p = '/'; }
  long result = call(MKDIR, (long)path, 0755, 0, 0);
  return parents && result == -EEXIST ? 0 : result;
}

struct entry { unsigned long inode, offset; unsigned short length; unsigned char kind; char name[]; };

static long remove_path(const char *path, int recursive) {
  long result = call(UNLINK, (long)path, 0, 0, 0);
  if (result != -EISDIR || !recursive) return result;
  /* read anew after every pass, since entries vanish while the folder is read */
  for (int found = 1; found;) {
    char entries[2048], below[1024];
    long fd = open_file(path, DIRECTORY), got;
    found = 0;
    if (fd < 0) return fd;
    got = call(GETDENTS64, fd, (long)entries, sizeof entries, 0);
    call(CLOSE, fd, 0, 0, 0);
    for (long at = 0; at < got;) {
      struct entry *e = (struct entry *)(entries + at);
      at += e->length;
      if (same(e->name, ".") || same(e->name, "..")) continue;
      size n = length(path), m = length(e->name);
      if (n + m + 2 > sizeof below) return -1;
      for (size i = 0; i < n; i++) below[i] = path[i];
      below[n] = '/';
      for (size i = 0; i <= m; i++) below[n + 1 + i] = e->name[i];
      if ((result = remove_path(below, 1)) < 0) return result;
      found = 1;
    }
  }
  return call(RMDIR, (long)path, 0, 0, 0);
}

static long copy_file(const char *from, const char *to) {
  long in = open_file(from, 0), out = open_file(to, WRONLY | CREATE | TRUNC), n = 0;
  if (in < 0 || out < 0) return -1;
  while ((n = call(READ, in, (long)copy_buffer, sizeof copy_buffer, 0)) > 0) put((int)out, copy_buffer, (size)n);
  call(CLOSE, in, 0, 0, 0);
  call(CLOSE, out, 0, 0, 0);
  return n;
}

static long run(int count, char **word) {
  const char *name = word[0];
  int flag = count > 1 && word[1][0] == '-' && word[1][1];
  long result = 0;
  if (same(name, "true")) return 0;
  if (same(name, "echo")) {
    long fd = 1;
    int last = count;
    if (count > 2 && word[count - 2][0] == '>') {
      last = count - 2;
      fd = open_file(word[count - 1], WRONLY | CREATE | (word[last][1] ? APPEND : TRUNC));
      if (fd < 0) return fd;
    }
    for (int i = 1; i < last; i++) {
      put((int)fd, word[i], length(word[i]));
      put((int)fd, i + 1 < last ? " " : "\n", 1);
    }
    if (fd > 1) call(CLOSE, fd, 0, 0, 0);
    return 0;
  }
  if (same(name, "ln") || same(name, "mv") || same(name, "cp")) {
    if (count - flag != 3) return -1;
    char *from = word[1 + flag], *to = word[2 + flag];
    if (name[0] == 'c') return copy_file(from, to);
    return call(name[0] == 'm' ? RENAME : flag ? SYMLINK : LINK, (long)from, (long)to, 0, 0);
  }
  int first = 1 + flag;
  long a = 0, b = 0;
  if (same(name, "chmod") || same(name, "chown")) {
    const char *p = word[1];
    first = 2;
    a = number(&p, name[2] == 'm' ? 8 : 10);
    if (*p == ':') p++, b = number(&p, 10);
  }
  for (int i = first; i < count && result >= 0; i++) {
    if (same(name, "mkdir")) result = make_directory(word[i], flag);
    else if (same(name, "rm")) result = remove_path(word[i], flag);
    else if (same(name, "touch")) {
      if ((result = open_file(word[i], WRONLY | CREATE)) >= 0) call(CLOSE, result, 0, 0, 0);
    } else if (same(name, "chmod")) result = call(CHMOD, (long)word[i], a, 0, 0);
    else if (same(name, "chown")) result = call(LCHOWN, (long)word[i], a, b, 0);
    else return -1;
  }
  return result;
}

static int interpret(const char *in) {
  char *word[256], *out = text;
  int count = 0;
  for (;;) {
    while (*in == ' ' || *in == '\t') in++;
    int joined = in[0] == '&' && in[1] == '&';
    if (!*in || *in == ';' || *in == '\n' || joined) {
      if (count && run(count, word) < 0) {
        put(2, "sh: failed: ", 12);
        for (int i = 0; i < count; i++) put(2, word[i], length(word[i])), put(2, " ", 1);
        put(2, "\n", 1);
        return 1;
      }
      count = 0;
      out = text;
      if (!*in) return 0;
      in += joined ? 2 : 1;
      continue;
    }
    if (count == 256) return 2;
    word[count++] = out;
    while (*in && *in != ' ' && *in != '\t' && *in != ';' && *in != '\n') {
      if (*in == '\'' || *in == '"') {
        char quote = *in++;
        while (*in && *in != quote && out < text + sizeof text - 2) *out++ = *in++;
        if (*in) in++;
      } else if (out < text + sizeof text - 2) *out++ = *in++;
      else return 2;
    }
    *out++ = 0;
  }
}

__attribute__((used)) static void start(long *stack) {
  long count = stack[0];
  char **argument = (char **)(stack + 1);
  int status = 2;
  if (count >= 3 && same(argument[1], "-c")) status = interpret(argument[2]);
  call(EXIT, status, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n  hlt\n");
