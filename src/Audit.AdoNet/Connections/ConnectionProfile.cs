using Audit.AdoNet.Parameters;
using Audit.Events;
using Audit.Statements;

namespace Audit.AdoNet.Connections;

/// <summary>What is the same for all commands of a connection string.</summary>
/// <param name="Dialect">The dialect of its statements.</param>
/// <param name="DialectOptions">The session settings its statements are read with.</param>
/// <param name="Target">The database.</param>
/// <param name="ValueRules">The rules by which values of parameters are recorded for this database.</param>
/// <param name="Settings">What else its connection string says.</param>
internal sealed record ConnectionProfile(SqlDialect Dialect, SqlDialectOptions DialectOptions, DatabaseTarget Target, ValueRule[] ValueRules, ConnectionSettings Settings);
