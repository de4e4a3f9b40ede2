using System.Data.Common;

namespace Audit.AdoNet.Decorators;

/// <summary>Tells which transaction a command runs in.</summary>
internal static class TransactionIds
{
    /// <summary>The one it names, else the open one of its connection: some drivers do not ask commands to name it.</summary>
    public static Guid Of(DbTransaction? named, DbConnection? connection) =>
        named is AuditedTransaction audited ? audited.Id : (connection as AuditedConnection)?.TransactionId ?? Guid.Empty;
}
