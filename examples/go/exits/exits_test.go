package exits

import (
	"os"
	"testing"
)

func TestBefore(t *testing.T) {}

func TestExit(t *testing.T) { os.Exit(0) }

func TestCrash(t *testing.T) {
	var none *int
	*none = 1
}

func TestPass(t *testing.T) {}
