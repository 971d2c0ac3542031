<?php

use PHPUnit\Framework\TestCase;

final class SampleTest extends TestCase
{
    public function testPass(): void
    {
        $this->assertTrue(true);
    }

    public function testFail(): void
    {
        $this->assertSame(3, 1 + 1);
    }

    public function testSkip(): void
    {
        $this->markTestSkipped('not today');
    }

    /** @dataProvider sums */
    public function testSum(int $sum): void
    {
        $this->assertGreaterThan(1, $sum);
    }

    public function sums(): array
    {
        return [[2], 'a "name" [x]/y' => [3]];
    }
}
