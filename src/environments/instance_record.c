#include "environments/instance_record.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process_identity.h"
#include "environments/environments.h"
#include "environments/file_tree.h"
#include "environments/record_file.h"
#include "environments/state_folder.h"

enum {
	ID_MAX = 63,        /* a host name's limit, RFC 1035 section 2.3.4 */
	PROJECT_MAX = 20,   /* letters of the project's name in an id */
	RANDOM_LETTERS = 8, /* 40 bits */
};

/* The groups and keys of a record. */
static const char about[] = "instance";
static const char made[] = "made";

G_DEFINE_QUARK(testr_instance, instance_record_error)

static bool is_instance_id(const char *id)
{
	size_t length = strlen(id);

	return length > 0 && length <= ID_MAX && id[0] != '-' &&
	       strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static char *instance_folder(const char *id)
{
	return state_folder_path("instances", id);
}

/* The last part of `path` as far as an id may hold it: letters, digits and single dashes. */
static char *plain_project_name(const char *path)
{
	g_autofree char *name = g_path_get_basename(path);
	GString *plain = g_string_new(NULL);

	for (const char *c = name; *c && plain->len < PROJECT_MAX; c++) {
		if (g_ascii_isalnum(*c))
			g_string_append_c(plain, g_ascii_tolower(*c));
		else if (plain->len > 0 && plain->str[plain->len - 1] != '-')
			g_string_append_c(plain, '-');
	}
	if (plain->len > 0 && plain->str[plain->len - 1] == '-')
		g_string_truncate(plain, plain->len - 1);
	return g_string_free(plain, FALSE);
}

/* ENVIRONMENT-PROJECT-RUN-RANDOM; project and run only if they are known. */
static char *choose_instance_id(const struct instance_record *instance)
{
	static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
	g_autofree char *project = plain_project_name(instance->project);
	g_autofree char *run = plain_project_name(instance->run);
	uint8_t noise[RANDOM_LETTERS];
	char tail[RANDOM_LETTERS + 1] = "";

	if (getrandom(noise, sizeof(noise), 0) != sizeof(noise))
		for (size_t i = 0; i < sizeof(noise); i++)
			noise[i] = (uint8_t)g_random_int();
	for (size_t i = 0; i < sizeof(noise); i++)
		tail[i] = letters[noise[i] % (sizeof(letters) - 1)];
	return g_strdup_printf("%s%s%s%s%s-%s", instance->environment->name, *project ? "-" : "",
			       project, *run ? "-" : "", run, tail);
}

static bool save_instance_record(const struct instance_record *instance, GError **error)
{
	return record_file_save(instance->folder, instance->record, instance->environment->is_lease,
				error);
}

/* Makes a folder under an id that nobody has. */
static bool make_instance_folder(struct instance_record *instance, GError **error)
{
	g_autofree char *parent = instance_folder(NULL);

	if (!state_folder_make(parent, error))
		return false;
	do {
		g_free(instance->id);
		g_free(instance->folder);
		instance->id = choose_instance_id(instance);
		instance->folder = instance_folder(instance->id);
		errno = 0;
	} while (mkdir(instance->folder, 0700) != 0 && errno == EEXIST);
	if (errno != 0)
		g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
			    "cannot make '%s': %s", instance->folder, g_strerror(errno));
	return errno == 0;
}

static void describe_instance(struct instance_record *instance)
{
	g_autofree char *maker = process_identity_text(getpid());
	const char *const *words = option_values_words(instance->options);
	const char *given = option_values_get(instance->options, "tree");
	g_autofree char *tree = g_canonicalize_filename(given ? given : ".", instance->project);

	g_key_file_set_string(instance->record, made, INSTANCE_RECORD_TREE, tree);
	g_key_file_set_string(instance->record, about, "environment", instance->environment->name);
	g_key_file_set_string(instance->record, about, "project", instance->project);
	g_key_file_set_string(instance->record, about, "run", instance->run);
	g_key_file_set_string(instance->record, about, "maker", maker ? maker : "");
	g_key_file_set_string(instance->record, about, "version", TESTR_VERSION);
	g_key_file_set_string_list(instance->record, about, "options", words,
				   g_strv_length((char **)words));
}

/* Reads `words` as options of the instance's environment. */
static bool take_instance_options(struct instance_record *instance, const char *const *words,
				  GError **error)
{
	size_t used = 0;

	instance->options = option_values_parse(instance->environment->options, environment_options,
						words, &used, error);
	return instance->options != NULL;
}

static struct instance_record *blank_instance_record(const struct environment *environment)
{
	struct instance_record *instance = g_new0(struct instance_record, 1);

	instance->environment = environment;
	instance->record = g_key_file_new();
	return instance;
}

static char *current_folder(GError **error)
{
	char *folder = file_current_folder();

	if (!folder)
		g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
			    "the current folder has been removed");
	return folder;
}

static bool are_recordable(const char *const *words, GError **error)
{
	for (; *words; words++)
		if (!record_file_can_hold(*words, error))
			return false;
	return true;
}

struct instance_record *instance_record_new(const struct environment *environment,
					    const struct option_values *options, GError **error)
{
	scoped(instance_record) instance = blank_instance_record(environment);
	const char *run = g_getenv("TESTR_RUN");

	instance->project = current_folder(error);
	instance->run = g_strdup(run ? run : "");
	if (!instance->project || !record_file_can_hold(instance->project, error) ||
	    !are_recordable(option_values_words(options), error) ||
	    !take_instance_options(instance, option_values_words(options), error) ||
	    !make_instance_folder(instance, error))
		return NULL;
	describe_instance(instance);
	if (!save_instance_record(instance, error)) {
		instance_record_forget(instance->id, NULL);
		return NULL;
	}
	return g_steal_pointer(&instance);
}

/* Fails unless the instance's record says that it is one of its environment's. */
static bool expect_environment(const struct instance_record *instance, GError **error)
{
	const char *wanted = instance->environment->name;
	g_autofree char *name = g_key_file_get_string(instance->record, about, "environment", NULL);

	if (g_strcmp0(name, wanted) == 0)
		return true;
	g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_OTHER,
		    "'%s' is an instance of %s, not of %s", instance->id, name, wanted);
	return false;
}

/* The machine has stopped since its record was written, which may have emptied it. */
static bool is_bygone_lease(const struct instance_record *instance)
{
	return instance->environment->is_lease && !g_key_file_has_group(instance->record, about);
}

/* A function that reads a record: see record_file.h. */
typedef bool (*record_loader)(const char *folder, GKeyFile *record, GError **error);

static bool load_instance_record(struct instance_record *instance, record_loader load,
				 GError **error)
{
	g_autoptr(GError) reason = NULL;
	GKeyFile *record = instance->record;

	if (load(instance->folder, record, &reason)) {
		instance->project = g_key_file_get_string(record, about, "project", &reason);
		instance->run = g_key_file_get_string(record, about, "run", NULL);
	}
	if (!reason && instance->run)
		return expect_environment(instance, error);
	if (g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT) || is_bygone_lease(instance))
		g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE,
			    "there is no instance '%s'", instance->id);
	else
		g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE,
			    "the record of '%s' is damaged: %s", instance->id,
			    reason ? reason->message : "it names no run");
	return false;
}

static struct instance_record *open_record(const struct environment *environment, const char *id,
					   record_loader load, GError **error)
{
	scoped(instance_record) instance = blank_instance_record(environment);
	const char *const none[] = {NULL};

	if (!is_instance_id(id)) {
		g_set_error(error, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_GONE,
			    "'%s' is no instance that testr made", id);
		return NULL;
	}
	instance->id = g_strdup(id);
	instance->folder = instance_folder(id);
	if (!load_instance_record(instance, load, error))
		return NULL;
	g_auto(GStrv) words =
		g_key_file_get_string_list(instance->record, about, "options", NULL, NULL);
	if (!take_instance_options(instance, words ? (const char *const *)words : none, error))
		return NULL;
	return g_steal_pointer(&instance);
}

struct instance_record *instance_record_open(const struct environment *environment, const char *id,
					     GError **error)
{
	return open_record(environment, id, record_file_load, error);
}

struct instance_record *instance_record_open_to_dispose(const struct environment *environment,
							const char *id, GError **error)
{
	g_autoptr(GError) reason = NULL;
	struct instance_record *instance = instance_record_open(environment, id, &reason);

	if (g_error_matches(reason, INSTANCE_RECORD_ERROR, INSTANCE_RECORD_ERROR_STATE))
		instance = open_record(environment, id, record_file_load_copy, NULL);
	if (instance)
		instance->is_damaged = reason != NULL;
	else
		g_propagate_error(error, g_steal_pointer(&reason));
	return instance;
}

char *instance_record_get(const struct instance_record *instance, const char *key)
{
	return g_key_file_get_string(instance->record, made, key, NULL);
}

bool instance_record_set(struct instance_record *instance, const char *key, const char *value,
			 GError **error)
{
	if (!record_file_can_hold(value, error))
		return false;
	g_key_file_set_string(instance->record, made, key, value);
	return save_instance_record(instance, error);
}

bool instance_record_is_ready(const struct instance_record *instance)
{
	return !g_key_file_has_key(instance->record, about, "maker", NULL);
}

bool instance_record_set_ready(struct instance_record *instance, GError **error)
{
	g_key_file_remove_key(instance->record, about, "maker", NULL);
	return save_instance_record(instance, error);
}

bool instance_record_is_of_this_version(const struct instance_record *instance)
{
	g_autofree char *version = g_key_file_get_string(instance->record, about, "version", NULL);

	return g_strcmp0(version, TESTR_VERSION) == 0;
}

bool instance_record_set_lost(struct instance_record *instance, const char *reason, GError **error)
{
	g_key_file_set_string(instance->record, about, "lost", reason);
	return save_instance_record(instance, error);
}

bool instance_record_is_lost(const struct instance_record *instance)
{
	return g_key_file_has_key(instance->record, about, "lost", NULL);
}

char *instance_record_why_lost(const struct instance_record *instance)
{
	return g_key_file_get_string(instance->record, about, "lost", NULL);
}

char *instance_record_loss_meanwhile(const struct instance_record *instance)
{
	scoped(instance_record) now =
		instance_record_open(instance->environment, instance->id, NULL);

	return now ? instance_record_why_lost(now) : g_strdup("it has been disposed of");
}

char *instance_record_path(const struct instance_record *instance, const char *name)
{
	return g_build_filename(instance->folder, name, NULL);
}

bool instance_record_forget(const char *id, GError **error)
{
	g_autofree char *folder = is_instance_id(id) ? instance_folder(id) : NULL;

	return !folder || file_tree_remove(folder, error);
}

/* A filter: is the instance to be listed? */
typedef bool (*instance_filter)(const struct instance_record *instance);

static char **list_instance_ids(const struct environment *environment, instance_filter filter)
{
	g_autofree char *parent = instance_folder(NULL);
	g_autoptr(GDir) folder = g_dir_open(parent, 0, NULL);
	GPtrArray *ids = g_ptr_array_new();
	const char *id;

	while (folder && (id = g_dir_read_name(folder))) {
		scoped(instance_record) instance =
			instance_record_open_to_dispose(environment, id, NULL);
		if (instance && filter(instance))
			g_ptr_array_add(ids, g_strdup(id));
	}
	g_ptr_array_add(ids, NULL);
	return (char **)g_ptr_array_free(ids, FALSE);
}

static bool is_any_instance(const struct instance_record *instance)
{
	return instance != NULL;
}

char **instance_record_ids(const struct environment *environment)
{
	return list_instance_ids(environment, is_any_instance);
}

static bool has_dead_maker(const struct instance_record *instance)
{
	g_autofree char *maker = g_key_file_get_string(instance->record, about, "maker", NULL);

	return maker && !process_identity_text_is_alive(maker);
}

/* A maker may have made it ready and ended since its record was read: what the record says now that
 * the maker is dead, it will say for ever. */
static bool is_abandoned(const struct instance_record *instance)
{
	if (!has_dead_maker(instance))
		return false;
	scoped(instance_record) final =
		instance_record_open_to_dispose(instance->environment, instance->id, NULL);
	return final && has_dead_maker(final);
}

char **instance_record_abandoned_ids(const struct environment *environment)
{
	return list_instance_ids(environment, is_abandoned);
}

void instance_record_free(struct instance_record *instance)
{
	if (!instance)
		return;
	g_free(instance->id);
	g_free(instance->folder);
	g_free(instance->project);
	g_free(instance->run);
	option_values_free(instance->options);
	g_key_file_unref(instance->record);
	g_free(instance);
}
