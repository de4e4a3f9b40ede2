using System.Data;

namespace Audit.Statements;

/// <summary>Tells from the text of a command what it does. Implementations are thread-safe, never throw and never let a literal through.</summary>
public interface IStatementClassifier
{
    /// <summary>Classifies a command's text; results are cached by text.</summary>
    /// <param name="commandText">The text of the command: SQL, or the name of a procedure or table as <paramref name="commandType"/> says.</param>
    /// <param name="dialect">The dialect of the connection.</param>
    /// <param name="options">Settings of the session that change how the text is read.</param>
    /// <param name="commandType">How the text is to be understood.</param>
    StatementInfo Classify(
        string commandText,
        SqlDialect dialect,
        SqlDialectOptions options = SqlDialectOptions.None,
        CommandType commandType = CommandType.Text);
}
