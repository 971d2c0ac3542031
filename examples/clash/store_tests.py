"""Tests that are at odds: all want the same folder or the same port, as real suites often do."""

import os
import shutil
import socket
import time
import unittest

FOLDER = os.environ.get("CLASH_FOLDER", "/tmp/clash-db")
PORT = int(os.environ.get("CLASH_PORT", "18080"))


class Database(unittest.TestCase):
    """A store of files. Two at once in one folder would destroy each other's data."""

    def setUp(self):
        os.mkdir(FOLDER)
        self.addCleanup(shutil.rmtree, FOLDER)

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

    def test_sorted_keys(self):
        for key in "cab":
            self.put(key, key, 0.05)
        self.assertEqual(sorted(os.listdir(FOLDER)), ["a", "b", "c"])


class Server(unittest.TestCase):
    """A server on a port of its own choosing."""

    def setUp(self):
        self.server = socket.socket()
        self.addCleanup(self.server.close)
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind(("127.0.0.1", PORT))
        self.server.listen()

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

    def test_last_words(self):
        self.ask(b"bye", 0.20)
