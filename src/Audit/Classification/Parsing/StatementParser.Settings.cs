using Audit.Classification.Tokens;
using Audit.Statements;

namespace Audit.Classification.Parsing;

/// <summary>SET, RESET and PRAGMA: some settings switch off what protects the data.</summary>
internal ref partial struct StatementParser
{
    private void ParseSetting(int i, int end)
    {
        Operation(WordAt(i));
        if (i + 1 >= end)
        {
            NotUnderstood();
            return;
        }

        if (Is(i, Word.Pragma))
        {
            ParsePragma(i + 1, end);
        }
        else if (Is(i, Word.Reset))
        {
            if (Is(i + 1, Word.Master) || (Is(i + 1, Word.Binary) && Is(i + 2, Word.Logs)))
                Reason("purge_logs");
        }
        else if (_dialect == SqlDialect.MySql && Is(i + 1, Word.Statement))
        {
            ParseStatementWithSettings(i + 2, end);
        }
        else
        {
            JudgeAssignments(i + 1, end);
            Scan(i, end);
        }
    }

    /// <summary>MariaDB's <c>SET STATEMENT … FOR</c>, whose settings last as long as the statement.</summary>
    private void ParseStatementWithSettings(int i, int end)
    {
        var statement = Find(i, end, Word.For);
        JudgeAssignments(i, statement);
        Scan(i, statement);
        if (statement < end)
            ParseStatement(statement + 1, end);
        else
            NotUnderstood();
    }

    /// <summary>Each <c>name = value</c> or <c>name TO value</c>, whatever stands before the name.</summary>
    private readonly void JudgeAssignments(int i, int end)
    {
        for (; i < end - 1; i++)
        {
            if (!(WordAt(i + 1) is Word.Equal or Word.Assign or Word.To) || KindAt(i) is not (TokenKind.Word or TokenKind.Quoted or TokenKind.Parameter or TokenKind.Text))
                continue;
            var name = TextAt(i);
            name = name[(name.LastIndexOf('@') + 1)..].Trim("\"`'");
            JudgeSetting(name, i > 1 && KindAt(i - 1) == TokenKind.Dot ? Unquoted(i - 2) : default, i + 2);
        }
    }

    /// <summary>PostgreSQL's <c>set_config('name', 'value', …)</c>.</summary>
    private readonly void JudgeSetConfig(int i)
    {
        if (KindAt(i + 1) == TokenKind.Open && KindAt(i + 2) == TokenKind.Text && KindAt(i + 3) == TokenKind.Comma)
            JudgeSetting(Content(i + 2), default, i + 4);
    }

    private readonly void JudgeSetting(ReadOnlySpan<char> name, ReadOnlySpan<char> scope, int value)
    {
        if (Equal(name, "foreign_key_checks") || Equal(name, "unique_checks") || Equal(name, "check_constraint_checks"))
        {
            if (IsOff(value))
                Reason("disable_integrity_checks");
        }
        else if (Equal(name, "session_replication_role"))
        {
            if (ValueIs(value, "replica"))
                Reason("disable_integrity_checks");
        }
        else if (Equal(name, "row_security"))
        {
            if (IsOff(value))
                Reason("disable_rls");
        }
        else if (Equal(name, "sql_log_bin"))
        {
            if (IsOff(value))
                Reason("audit_disable");
        }
        else if ((Equal(name, "log") && Equal(scope, "pgaudit")) || Equal(name, "pgaudit.log"))
        {
            if (ValueIs(value, "none") || ValueIs(value, ""))
                Reason("audit_disable");
        }
    }

    private void ParsePragma(int i, int end)
    {
        if (KindAt(i + 1) == TokenKind.Dot)
            i += 2;
        var name = TextAt(i);
        var value = i + 2;
        if (value >= end || !(Is(i + 1, Word.Equal) || KindAt(i + 1) == TokenKind.Open))
            return;

        if (Equal(name, "foreign_keys"))
        {
            if (IsOff(value))
                Reason("disable_integrity_checks");
        }
        else if (Equal(name, "writable_schema") || Equal(name, "ignore_check_constraints"))
        {
            if (IsOn(value) || ValueIs(value, "reset") is false && KindAt(value) == TokenKind.Number && !IsOff(value))
                Reason("disable_integrity_checks");
        }
        else if (Equal(name, "key") || Equal(name, "rekey") || Equal(name, "hexkey") || Equal(name, "hexrekey") || Equal(name, "textkey") || Equal(name, "textrekey"))
        {
            Conceal(value, end);
        }
    }

    /// <summary>Marks tokens that hold a secret although they are no literals.</summary>
    private readonly void Conceal(int i, int end)
    {
        _findings.HasCredentials = true;
        for (; i < end; i++)
        {
            if (KindAt(i) is not (TokenKind.Open or TokenKind.Close or TokenKind.Comma or TokenKind.Semicolon))
                _tokens[i].Flags |= TokenFlags.Secret;
        }
    }

    private static bool Equal(ReadOnlySpan<char> a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text of a value, quoted or not.</summary>
    private readonly bool ValueIs(int i, string text) =>
        KindAt(i) == TokenKind.Text ? Equal(Content(i).Trim(), text) : Equal(Unquoted(i), text);

    private readonly bool IsOff(int i) => ValueIs(i, "off") || ValueIs(i, "false") || ValueIs(i, "no") || IsNumber(i, zero: true);

    private readonly bool IsOn(int i) => ValueIs(i, "on") || ValueIs(i, "true") || ValueIs(i, "yes") || IsNumber(i, zero: false);

    private readonly bool IsNumber(int i, bool zero)
    {
        var digits = KindAt(i) == TokenKind.Text ? Content(i) : KindAt(i) == TokenKind.Number ? TextAt(i) : default;
        return !digits.IsEmpty && !digits.ContainsAnyExcept(LiteralText.Digits) && digits.Trim("0.").IsEmpty == zero;
    }
}
