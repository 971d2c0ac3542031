package add

import (
	"fmt"
	"testing"
)

func TestPass(t *testing.T) {}

func TestPassLonger(t *testing.T) {
	t.Run("one/two", func(t *testing.T) {})
}

func TestFail(t *testing.T) { t.Error("one is not two") }

func TestSkip(t *testing.T) { t.Skip("not today") }

func TestNoise(t *testing.T) { fmt.Println("ok 1 - noise") }

func ExampleAdd() {
	fmt.Println(3)
	// Output: 3
}
