#include "formats/tap_stack.h"

static void tap_free_document(void *document)
{
	tap_document_free(document);
}

struct tap_document *tap_stack_at(const struct tap_stack *stack, size_t depth)
{
	return stack->documents->pdata[depth];
}

/* The depth of the innermost document. */
size_t tap_stack_depth(const struct tap_stack *stack)
{
	return stack->documents->len - 1;
}

/* ---- documents ---- */

/* The held test is complete. */
void tap_stack_settle(struct tap_stack *stack)
{
	struct tap_test *test = g_steal_pointer(&stack->held);

	if (!test)
		return;
	tap_test_emit(test, stack->emitter);
	tap_test_free(test);
}

static void tap_push(struct tap_stack *stack, struct tap_document *document)
{
	g_ptr_array_add(stack->documents, document);
	g_clear_pointer(&stack->announced, g_free);
}

/* The innermost document is over. */
void tap_stack_pop(struct tap_stack *stack)
{
	struct tap_document *document = tap_stack_at(stack, tap_stack_depth(stack));

	tap_stack_settle(stack);
	tap_document_close(document, stack->dialect, stack->emitter);
	stack->is_incomplete |= document->missing > 0;
	if (document->owner)
		tap_test_emit(document->owner, stack->emitter);
	g_ptr_array_set_size(stack->documents, (int)tap_stack_depth(stack));
}

void tap_stack_pop_to(struct tap_stack *stack, size_t depth)
{
	while (tap_stack_depth(stack) > depth)
		tap_stack_pop(stack);
}

/* Opens the block that the held test has announced by ` {`. */
static void tap_push_block(struct tap_stack *stack)
{
	struct tap_test *owner = g_steal_pointer(&stack->held);
	const char *id;

	owner->may_open_block = false;
	id = tap_test_id(owner, stack->emitter);
	struct tap_document *document = tap_document_new(id);
	document->owner = owner;
	tap_push(stack, document);
}

/* Opens a document of the subtests of `name`, which is NULL for the test with the next number. */
void tap_stack_push_subtests(struct tap_stack *stack, const char *name)
{
	const struct tap_document *outer = tap_stack_at(stack, tap_stack_depth(stack));
	g_autofree char *parent = NULL;

	tap_stack_settle(stack);
	if (name)
		parent = g_strconcat(outer->prefix, name, NULL);
	else
		parent = g_strdup_printf("%stest %" G_GUINT64_FORMAT, outer->prefix, outer->next);
	tap_push(stack, tap_document_new(parent));
}

/*
 * True if a line on level `depth` may be of a document: of one that is open, or of one that has
 * been announced or, if it `is_plan`, begins now, which is then opened.
 */
bool tap_stack_reach(struct tap_stack *stack, size_t depth, bool is_plan)
{
	size_t top = tap_stack_depth(stack);
	g_autofree char *announced = NULL;

	if (depth <= top)
		return true;
	if (depth != top + 1 || depth > TAP_DEPTH_MAX)
		return false;
	if (stack->held && stack->held->may_open_block && stack->held->indent == top * TAP_INDENT) {
		tap_push_block(stack);
		return true;
	}
	if (stack->announced && stack->announced_depth == top)
		announced = g_steal_pointer(&stack->announced);
	else if (!is_plan)
		return false;
	tap_stack_push_subtests(stack, announced);
	return true;
}

void tap_stack_restart(struct tap_stack *stack)
{
	struct tap_document *document = tap_stack_at(stack, tap_stack_depth(stack));
	struct tap_document *next = tap_document_new(document->parent);

	next->owner = g_steal_pointer(&document->owner);
	tap_stack_pop(stack);
	tap_push(stack, next);
}

/* The stream ended within the innermost document: its parent never got a result. */
static void tap_leave_open(struct tap_stack *stack)
{
	const struct tap_document *document = tap_stack_at(stack, tap_stack_depth(stack));

	if (!document->owner) {
		g_autofree char *id = emitter_unique_id(stack->emitter, text_of(document->parent));
		emitter_start(stack->emitter, id);
		tap_stack_at(stack, tap_stack_depth(stack) - 1)->next++;
		stack->is_open = true;
	}
	tap_stack_pop(stack);
}

bool tap_stack_end(struct tap_stack *stack)
{
	tap_stack_settle(stack);
	while (tap_stack_depth(stack) > 0)
		tap_leave_open(stack);
	bool has_plan = tap_stack_at(stack, 0)->planned != TAP_UNNUMBERED;
	tap_stack_pop(stack);
	return has_plan;
}

void tap_stack_init(struct tap_stack *stack, const struct tap_dialect *dialect,
		    struct emitter *emitter)
{
	*stack = (struct tap_stack){.dialect = dialect, .emitter = emitter};
	stack->documents = g_ptr_array_new_with_free_func(tap_free_document);
	g_ptr_array_add(stack->documents, tap_document_new(NULL));
}

void tap_stack_clear(struct tap_stack *stack)
{
	tap_test_free(stack->held);
	g_clear_pointer(&stack->documents, g_ptr_array_unref);
	g_free(stack->announced);
}
