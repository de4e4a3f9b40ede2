using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

// Drivers are recognised by the names of their types: these have the names, and the members that are looked at.
#pragma warning disable IDE0130

namespace Audit.AdoNet.Tests.Shapes
{
    /// <summary>A connection that only describes itself.</summary>
    internal abstract class ConnectionShape(string connectionString, string dataSource, string database, string serverVersion) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString { get; set; } = connectionString;

        public override string Database => database;

        public override string DataSource => dataSource;

        public override string ServerVersion => State == ConnectionState.Open ? serverVersion : throw new InvalidOperationException("The connection is closed.");

        public override ConnectionState State { get; } = serverVersion.Length > 0 ? ConnectionState.Open : ConnectionState.Closed;

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Open() => throw new NotSupportedException();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException();

        protected override DbCommand CreateDbCommand() => throw new NotSupportedException();
    }

    internal sealed class OtherConnection(string dataSource) : ConnectionShape("", dataSource, "", "");

    /// <summary>A driver's exception without a number.</summary>
    internal sealed class OtherException(string message, Exception? inner = null) : DbException(message, inner);
}

namespace Microsoft.Data.SqlClient
{
    internal class SqlConnection(string dataSource, string database = "shop")
        : Audit.AdoNet.Tests.Shapes.ConnectionShape($"Server={dataSource};Database={database}", dataSource, database, "");

    internal sealed class SqlException(int number, string message) : DbException(message)
    {
        public int Number => number;
    }
}

namespace MySqlConnector
{
    internal sealed class MySqlConnection(string connectionString, string dataSource, string serverVersion = "8.4.3")
        : Audit.AdoNet.Tests.Shapes.ConnectionShape(connectionString, dataSource, "shop", serverVersion);

    internal sealed class MySqlException(int number, string? sqlState, string message) : DbException(message)
    {
        public int Number => number;

        public override string? SqlState => sqlState;
    }
}

namespace Oracle.ManagedDataAccess.Client
{
    internal sealed class OracleException(int number, string message) : DbException(message)
    {
        public int Number => number;
    }
}
