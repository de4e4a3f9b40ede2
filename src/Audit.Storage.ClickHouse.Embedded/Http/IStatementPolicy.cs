using Audit.Storage.ClickHouse.Embedded.Engine;
using Audit.Storage.ClickHouse.Embedded.Interop;

namespace Audit.Storage.ClickHouse.Embedded.Http;

/// <summary>What a caller may do.</summary>
internal interface IStatementPolicy
{
    bool AllowsSessions { get; }

    /// <summary>Whether answers are compressed when the client asks for it.</summary>
    bool CompressesAnswers { get; }

    /// <summary>The connection for a request; throws when it asks for settings it may not have.</summary>
    ConnectionRequest Connection(ClickHouseRequest request);

    /// <summary>Throws when inserts are refused.</summary>
    void AdmitInsert();

    /// <summary>Throws when the statement is refused.</summary>
    ValueTask AdmitAsync(EngineLease lease, StatementText statement, QueryParameters parameters, StatementAnalysis analysis);
}
