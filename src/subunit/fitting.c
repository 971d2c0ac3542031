#include "subunit/fitting.h"

#include "subunit/damage.h"
#include "subunit/writer.h"

static bool fitting_take_event(struct sink *sink, const struct event *event, GError **error)
{
	const struct fitting *fitting = (struct fitting *)sink;
	g_autoptr(GError) why = NULL;

	if (writer_fits(event, &why))
		return sink_event(fitting->next, event, error);
	const struct event damage = damage_event(why->message, event->time_ns);
	return sink_event(fitting->next, &damage, error);
}

void fitting_init(struct fitting *fitting, struct sink *next)
{
	*fitting = (struct fitting){{fitting_take_event}, next};
}
