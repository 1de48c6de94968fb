"""The list of books as a classroom's Flask system serves it: SQLAlchemy's session and models, PyJWT for the token."""

import os

import jwt
from flask import Flask, jsonify, request
from sqlalchemy import Column, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

Base = declarative_base()


class Book(Base):
    __tablename__ = "Book"
    id = Column(String, primary_key=True)
    title = Column(String, nullable=False)
    author = Column(String, nullable=False)


app = Flask(__name__)
session = scoped_session(sessionmaker(bind=create_engine("sqlite:///" + os.environ["DATABASE_FILE"])))


@app.teardown_appcontext
def remove_session(_error=None):
    session.remove()


@app.get("/books")
def list_books():
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    try:
        jwt.decode(token, os.environ["TOKEN_SECRET"], algorithms=["HS256"], options={"require": ["exp", "sub"]})
    except jwt.InvalidTokenError:
        return jsonify(error="Sign in first."), 401
    books = session.query(Book).order_by(Book.id).limit(20).all()
    return jsonify([{"id": book.id, "title": book.title, "author": book.author} for book in books])
