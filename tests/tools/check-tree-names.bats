#!/usr/bin/env bats
# tools/check-tree on names: one name, one thing.

load tree

# The text $1, and $2 functions below it whose names begin with $3.
beside_others() {
  printf '%s\n' "$1"
  printf "static void $3_%s(void)\\n{\\n}\\n" $(seq "$2")
}

# Two files with many functions besides: "one", in base, has the text $1, and "two", in model, $2.
pair() {
  beside_others "$1" 40 work | source_file base/one.c
  beside_others "$2" 40 labour | source_file model/two.c
}

@test "a stem that stands in two folders is caught" {
  source_file cmd/pool.c </dev/null
  source_file environments/pool/pool.c </dev/null
  run -1 check_tree
  [ "$output" = "check-tree: src: the stem 'pool' stands in src/cmd and src/environments/pool" ]
}

@test "a header and its source, and what each folder has, are no two things" {
  touch "$tree"/src/{base,cmd}/{meson.build,README.md}
  check_tree
}

@test "a tag that is defined twice is caught, with both places" {
  source_file base/arena.h <<<'struct part { int length; };'
  source_file model/event.c <<<'enum part { HEAD };'
  run -1 check_tree
  [ "$output" = "check-tree: src/model/event.c:2: enum part is defined in src/base/arena.h:2, too" ]
}

@test "a tag may be declared and used anywhere" {
  source_file base/arena.h <<<'struct part { struct part *next; };'
  source_file model/event.c <<<'struct part; static struct part *first(struct part *part);'
  check_tree
}

@test "a function seen from outside that has a namesake is caught" {
  pair $'void\tfind(void)\n{\n}' $'static int find(int x)\n{\n\treturn x;\n}'
  run -1 check_tree
  [ "$output" = "check-tree: src/base/one.c:2: find() is not static, and is defined in src/model/two.c:2, too" ]
}

@test "a table's entry that has a namesake is caught" {
  pair $'static int run(void)\n{\n}\nconst struct entry one = {\n\t.run = run,\n};' \
    $'static int run(void)\n{\n}\nstatic int call(void)\n{\n\treturn run();\n}'
  run -1 check_tree
  [ "$output" = "check-tree: src/base/one.c:2: run() is handed on, and is defined in src/model/two.c:2, too" ]
}

@test "a callback that has a namesake is caught, also if a macro hands it on" {
  pair $'static int run(void)\n{\n}\nstatic int call(void)\n{\n\teach(list, run, NULL);\n}' \
    $'static int run(void)\n{\n}\n#define EACH(list) each(list, run, NULL)'
  run -1 check_tree
  [[ $output == *"src/base/one.c:2: run() is handed on"*"src/model/two.c:2: run() is handed on"* ]]
}

@test "what only bears a function's name is not the function" {
  pair $'static int run(void)\n{\n}
struct entry {
\tint (*run)(int run);
};
static int call(struct entry *entry, int size)
{
\tint run = run_of(entry->run);
\treturn use(run, run(), "run, run", entry->run); /* run */
}' $'static int run(void)\n{\n}'
  check_tree
}

@test "a function that is written for one system and for another is one" {
  pair $'#ifdef __linux__\nint now(void)\n{\n}\n#else\nint now(void)\n{\n}\n#endif' ''
  check_tree
}

@test "heads of any shape are read" {
  pair $'__attribute__((noinline)) G_GNUC_PRINTF(1, 2)
const struct a *const *find(const char *format,
\t\t\t    int (*use)(int)) G_GNUC_PURE
{
}
G_DEFINE_QUARK(testr-one, one_error)
static struct b *seek(int x)
{
}' $'int find(void)\n{\n\tif (x) {\n#if A\n\t\tif (y) {\n#else\n\t\tif (z) {\n#endif\n\t}\n}
int seek(void)\n{\n}'
  run -1 check_tree
  [[ $output == *"src/base/one.c:3: find() is not static, and is defined in src/model/two.c:2, too"* ]]
  [[ $output == *"src/model/two.c:12: seek() is not static, and is defined in src/base/one.c:8, too"* ]]
}

@test "more than 3 % of namesakes are caught, less are not" {
  local text=$'static int run(void)\n{\n}'
  beside_others "$text" 32 work | source_file base/one.c
  beside_others "$text" 32 labour | source_file model/two.c
  run -1 check_tree
  [ "$output" = "check-tree: src: 2 of 66 functions (3.0%) share their name with another; at most 3%" ]
  beside_others "$text" 33 work | source_file base/one.c
  check_tree
}

@test "namesakes are listed on request" {
  pair $'static int run(void)\n{\n}' $'static int run(void)\n{\n}'
  run -0 check_tree --namesakes
  [ "${lines[0]}" = "run: src/base/one.c:2, src/model/two.c:2" ]
  [ "${lines[1]}" = "2 of 82 functions (2.4%) share their name with another" ]
}

@test "an error quark whose name the formatter has torn is caught" {
  source_file base/one.c <<<$'G_DEFINE_QUARK(testr_one_error, one_error)\nG_DEFINE_QUARK(testr - two - error, two_error)'
  run -1 check_tree
  [ "$output" = "check-tree: src/base/one.c:3: the formatter has torn the quark's name; write it with underscores: testr - two - error" ]
}
