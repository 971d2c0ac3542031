/*
 * Id room: how many bytes the ids of one batch may take where the test command is given them as
 * arguments ($IDLIST), and what each id takes. For sched/batch_room.h.
 *
 * The kernel limits one argument to 32 pages (MAX_ARG_STRLEN), and testr hands the whole command to
 * `/bin/sh -c` as one; and it limits all arguments together with the environment (ARG_MAX). What an
 * id takes is measured by filling it in, for it may be quoted, twice if instance_execute wraps the
 * command, and may stand there more than once.
 *
 * It is an estimate where others make a command of it again (ssh, a wrapper script): if that fails
 * for its length the batch got nowhere, and is halved.
 */
#ifndef TESTR_ENGINE_ID_ROOM_H
#define TESTR_ENGINE_ID_ROOM_H

#include "engine/engine.h"

/*
 * Sets `bytes` of each test of `plan` (of struct planned_test), and returns how many a batch may
 * have. 0: any number, for the command does not name ids, or has room for all of them.
 */
size_t id_room_measure(const struct engine_request *request, GArray *plan);

#endif
