"""Tests that are at odds: all want the same port and the same folder, as real suites often do."""

import os
import shutil
import socket
import time
import unittest

FOLDER = os.environ.get("CLASH_FOLDER", "/tmp/well-known-db")
PORT = int(os.environ.get("CLASH_PORT", "18080"))


class StoreTest(unittest.TestCase):
    """A server on a well-known port that keeps data in a well-known folder."""

    def setUp(self):
        self.server = socket.socket()
        self.addCleanup(self.server.close)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(("127.0.0.1", PORT))
        self.server.listen()
        os.mkdir(FOLDER)
        self.addCleanup(shutil.rmtree, FOLDER)


class Database(StoreTest):
    def put(self, key, value, seconds):
        with open(os.path.join(FOLDER, key), "w") as file:
            file.write(value)
        time.sleep(seconds)
        with open(os.path.join(FOLDER, key)) as file:
            self.assertEqual(file.read(), value)

    def test_empty_value(self):
        self.put("empty", "", 0.10)

    def test_overwrite(self):
        self.put("name", "one", 0.10)
        self.put("name", "two", 0.10)

    def test_large_value(self):
        self.put("large", "x" * 1000000, 0.30)

    def test_two_keys(self):
        self.put("one", "1", 0.10)
        self.put("two", "2", 0.10)

    def test_unicode(self):
        self.put("word", "schön", 0.10)

    def test_lines(self):
        self.put("lines", "one\ntwo\n", 0.10)

    def test_sorted_keys(self):
        for key in "cab":
            self.put(key, key, 0.05)
        self.assertEqual(sorted(os.listdir(FOLDER)), ["a", "b", "c"])

    def test_new_database_is_empty(self):
        self.assertEqual(os.listdir(FOLDER), [])
        time.sleep(0.05)


class Server(StoreTest):
    def ask(self, question, seconds):
        with socket.create_connection(("127.0.0.1", PORT)) as client:
            client.sendall(question)
            connection, _ = self.server.accept()
            time.sleep(seconds)
            with connection:
                connection.sendall(connection.recv(1000).upper())
            self.assertEqual(client.recv(1000), question.upper())

    def test_ping(self):
        self.ask(b"ping", 0.05)

    def test_greeting(self):
        self.ask(b"hello", 0.10)

    def test_slow_answer(self):
        self.ask(b"are you there", 0.40)

    def test_two_questions(self):
        self.ask(b"one", 0.10)
        self.ask(b"two", 0.10)

    def test_bytes(self):
        self.ask(b"\x00\xff", 0.10)

    def test_digits(self):
        self.ask(b"12345", 0.05)

    def test_long_question(self):
        self.ask(b"why " * 200, 0.10)

    def test_last_words(self):
        self.ask(b"bye", 0.20)
