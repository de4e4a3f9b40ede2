namespace Audit.Classification.Tokens;

/// <summary>The keywords and signs that the parser asks for. Each keyword's text is its name in upper case.</summary>
internal enum Word : ushort
{
    None,

    // Signs.
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, Plus, Minus, Star, Slash, Percent, Concat, Cast, Assign, OtherSign,

    // Keywords that mean nothing to the parser; only their case does not matter.
    Folded,

    Abort, Add, After, Aggregate, All, Alter, Analyse, Analyze, And, Any, Apply, As, Asc, Atomic, Attach, Audit, Authorization,
    Backup, Before, Begin, Between, Binary, Body, Break, Bulk, By,
    Call, Cascade, Case, Catch, Change, Check, Checkpoint, Close, Cluster, Collate, Column, Columns, Comment, Commit, Concurrently, Conflict, Connect,
    Constraint, Constraints, Continue, Copy, Create, Cross, Current, Cursor,
    Data, Database, Databases, Dbcc, Deallocate, Declare, Default, Deferred, Definer, Delayed, Delete, Delimiter, Deny, Desc, Describe, Detach, Disable, Discard,
    Distinct, Distributed, Do, Domain, Drop, Dumpfile,
    Each, Else, Elseif, Elsif, Enable, Encrypted, End, Engine, Escape, Event, Except, Exception, Exclusive, Exec, Execute, Exists, Exit, Explain, Extended, Extension,
    External, False, Fetch, First, Flush, Follows, For, Force, Foreach, Foreign, Format, From, Full, Fulltext, Function, Functions,
    Get, Glob, Global, Go, Goto, Grant, Group,
    Handler, Having, If, Ignore, Ilike, Immediate, Import, In, Index, Indexed, Inner, Insert, Instead, Intersect, Into, Is, Isnull, Join,
    Key, Keys, Kill, Lateral, Leave, Left, Level, Like, Limit, Link, Listen, Load, Local, Lock, Log, Login, Logs, Loop,
    Master, Match, Matched, Materialized, Merge, Modify, Move,
    Natural, Next, No, Noaudit, Nocheck, Not, Nothing, Notify, Notnull, Null, Nulls,
    Object, Of, Off, Offset, On, Only, Open, Option, Options, Or, Order, Outer, Outfile, Over, Overriding, Owned, Owner,
    Package, Partition, Partitions, Perform, Persistent, Pluggable, Policy, Pragma, Prepare, Primary, Print, Prior, Privileges, Proc, Procedure, Program, Public, Purge,
    Query, Raise, Raiserror, Read, Reads, Reassign, Recursive, Recyclebin, Reference, References, Refresh, Regexp, Reindex, Release, Rename, Repeat, Replace, Replica, Reset, Restart, Restore, Restrict,
    Return, Returning, Returns, Reverse, Revert, Revoke, Right, Rlike, Role, Rollback, Routine, Row, Rows, Rule,
    Save, Savepoint, Schema, Schemas, Security, Select, Sequence, Sequences, Server, Session, Set, Set_Config, Share, Show, Shutdown, Signal, Similar, Source, Specification,
    Sql, Start, State, Statement, Statistics, Straight, Synonym, System, Table, Tables, Tablesample, Tablespace, Temp, Temporary, Text, Then, Throw, To, Top, Tran, Transaction,
    Trigger, Triggers, True, Truncate, Try, Type, Uescape, Union, Unique, Unlisten, Unlock, Unlogged, Until, Unused, Update, Use, User, Using,
    Vacuum, Values, Verbose, Versioning, View, Virtual, Waitfor, When, Where, While, Window, With, Within, Without, Work, Xa,

    // What may lead to a password or key; last, so that one comparison tells.
    Credential, Identified, Password, Secret, Subscription,
}
