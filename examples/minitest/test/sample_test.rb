require 'minitest/autorun'

class SampleTest < Minitest::Test
  def test_pass
    puts 'SampleTest#test_fail = 0.00 s = .'
  end

  def test_fail
    assert_equal 3, 1 + 1
  end

  def test_skip
    skip 'not today'
  end

  define_method("test_odd [x] (y) 'q' \"d\" a/b") { assert true }
end
