#include "store/repository.h"

G_DEFINE_QUARK(testr - repository - error - quark, repository_error)
