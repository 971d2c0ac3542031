#include "model/relation.h"

#include <string.h>

static bool has_prefix(struct text text, const char *prefix, size_t length)
{
	return text.length >= length && memcmp(text.data, prefix, length) == 0;
}

/* What unittest puts before the name of a module that it cannot import. */
#define STAND_IN_PREFIX "unittest.loader._FailedTest."

static bool parse_stand_in(struct text id, struct fixture *fixture)
{
	size_t length = strlen(STAND_IN_PREFIX);

	if (!has_prefix(id, STAND_IN_PREFIX, length) || id.length == length)
		return false;
	*fixture = (struct fixture){{id.data + length, id.length - length}, true};
	return true;
}

bool fixture_parse(struct text id, struct fixture *fixture)
{
	static const struct {
		const char *name;
		bool is_setup;
	} fixtures[] = {
		{"setUpClass (", true},
		{"setUpModule (", true},
		{"tearDownClass (", false},
		{"tearDownModule (", false},
	};

	for (size_t i = 0; i < sizeof fixtures / sizeof *fixtures; i++) {
		size_t length = strlen(fixtures[i].name);
		if (!has_prefix(id, fixtures[i].name, length) || id.length < length + 2 ||
		    id.data[id.length - 1] != ')')
			continue;
		*fixture = (struct fixture){{id.data + length, id.length - length - 1},
					    fixtures[i].is_setup};
		return true;
	}
	return parse_stand_in(id, fixture);
}

bool fixture_covers(const struct fixture *fixture, struct text test_id)
{
	struct text scope = fixture->scope;

	return has_prefix(test_id, scope.data, scope.length) && test_id.length > scope.length &&
	       test_id.data[scope.length] == '.';
}

struct text derived_base(struct text id, size_t limit)
{
	for (size_t length = limit < id.length ? limit : id.length; length-- > 1;)
		if (strchr("([{ /#", id.data[length]))
			return (struct text){id.data, length};
	return (struct text){id.data, 0};
}
