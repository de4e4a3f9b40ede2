// Reads one JSON object per line, {"id","sql"}, and tells what PostgreSQL's parser makes of each statement:
// {"id","verbs","writes","reads"} or {"id","error"}. Written against the parse tree alone, not against the classifier.
import { createInterface } from "node:readline";
import { loadModule, parseSync } from "libpg-query";

const VERBS = {
  SelectStmt: "SELECT", InsertStmt: "INSERT", UpdateStmt: "UPDATE", DeleteStmt: "DELETE", MergeStmt: "MERGE", TruncateStmt: "TRUNCATE",
  DoStmt: "DO", ExplainStmt: "EXPLAIN", PrepareStmt: "PREPARE", ExecuteStmt: "EXECUTE", DeallocateStmt: "DEALLOCATE", CallStmt: "CALL",
  DeclareCursorStmt: "DECLARE", ClosePortalStmt: "CLOSE", CopyStmt: "COPY", VariableShowStmt: "SHOW", LockStmt: "LOCK", ClusterStmt: "CLUSTER",
  ReindexStmt: "REINDEX", CheckPointStmt: "CHECKPOINT", DiscardStmt: "DISCARD", ListenStmt: "LISTEN", UnlistenStmt: "UNLISTEN", NotifyStmt: "NOTIFY",
  LoadStmt: "LOAD", CommentStmt: "COMMENT", SecLabelStmt: "SECURITY", ReassignOwnedStmt: "REASSIGN", ImportForeignSchemaStmt: "IMPORT",
  RefreshMatViewStmt: "REFRESH", IndexStmt: "CREATE", ViewStmt: "CREATE", RuleStmt: "CREATE", DefineStmt: "CREATE", CompositeTypeStmt: "CREATE",
  RenameStmt: "ALTER", ConstraintsSetStmt: "SET", DropdbStmt: "DROP", CreatedbStmt: "CREATE",
};

const TRANSACTIONS = {
  TRANS_STMT_BEGIN: "BEGIN", TRANS_STMT_START: "BEGIN", TRANS_STMT_COMMIT: "COMMIT", TRANS_STMT_ROLLBACK: "ROLLBACK", TRANS_STMT_SAVEPOINT: "SAVEPOINT",
  TRANS_STMT_RELEASE: "RELEASE", TRANS_STMT_ROLLBACK_TO: "ROLLBACK", TRANS_STMT_PREPARE: "PREPARE", TRANS_STMT_COMMIT_PREPARED: "COMMIT",
  TRANS_STMT_ROLLBACK_PREPARED: "ROLLBACK",
};

const part = (name) => (/[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);
const name = (range) => [range.catalogname, range.schemaname, range.relname].filter(Boolean).map(part).join(".");
const strings = (object) => (object.List?.items ?? []).map((item) => item.String.sval);

class Reader {
  verbs = new Set();
  writes = new Set();
  reads = new Set();

  write(range) {
    if (range) this.writes.add(name(range));
  }

  /** Everything beneath a node: tables are read, common tables are not tables, statements within run. */
  visit(node, scope) {
    if (Array.isArray(node)) {
      for (const item of node) this.visit(item, scope);
    } else if (node && typeof node === "object") {
      for (const [key, value] of Object.entries(node)) {
        if (key === "RangeVar") {
          if (value.schemaname || !scope.has(value.relname)) this.reads.add(name(value));
        } else if (key === "SelectStmt") {
          this.select(value, scope);
        } else if (["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"].includes(key)) {
          this.statement({ [key]: value }, scope);
        } else {
          this.visit(value, scope);
        }
      }
    }
  }

  withClause(clause, scope) {
    if (!clause) return scope;
    const inner = new Set(scope);
    if (clause.recursive) for (const cte of clause.ctes) inner.add(cte.CommonTableExpr.ctename);
    for (const cte of clause.ctes) {
      this.visit(cte.CommonTableExpr.ctequery, inner);
      inner.add(cte.CommonTableExpr.ctename);
    }
    return inner;
  }

  select(select, scope) {
    const { withClause, intoClause, larg, rarg, ...rest } = select;
    const inner = this.withClause(withClause, scope);
    if (intoClause) {
      this.verbs.add("CREATE");
      this.write(intoClause.rel);
    }
    if (larg) this.select(larg, inner);
    if (rarg) this.select(rarg, inner);
    this.visit(rest, inner);
  }

  change(body, scope) {
    const { withClause, relation, ...rest } = body;
    const inner = this.withClause(withClause, scope);
    this.write(relation);
    this.visit(rest, inner);
  }

  statement(node, scope = new Set()) {
    const [[kind, body]] = Object.entries(node);
    const verb = VERBS[kind] ?? /^(Create|Alter|Drop)/.exec(kind)?.[1].toUpperCase();
    if (verb && kind !== "SelectStmt") this.verbs.add(verb);
    switch (kind) {
      case "SelectStmt":
        this.verbs.add(body.valuesLists ? "VALUES" : "SELECT");
        this.select(body, scope);
        break;
      case "InsertStmt": case "UpdateStmt": case "DeleteStmt": case "MergeStmt":
        this.change(body, scope);
        break;
      case "TruncateStmt":
        for (const relation of body.relations) this.write(relation.RangeVar);
        break;
      case "ExplainStmt": {
        const analyze = (body.options ?? []).map((option) => option.DefElem).filter((option) => /^analy[sz]e$/.test(option.defname)).at(-1);
        const value = analyze?.arg?.String?.sval ?? analyze?.arg?.Boolean?.boolval ?? "true";
        if (analyze && !/^(false|off|0)$/i.test(String(value))) this.statement(body.query, scope);
        break;
      }
      case "PrepareStmt":
        this.statement(body.query, scope);
        break;
      case "DeclareCursorStmt":
        this.visit(body.query, scope);
        break;
      case "CopyStmt":
        if (body.relation) (body.is_from ? this.writes : this.reads).add(name(body.relation));
        if (body.query?.SelectStmt) this.select(body.query.SelectStmt, scope);
        else if (body.query) this.statement(body.query, scope);
        if (body.whereClause) this.visit(body.whereClause, scope);
        break;
      case "CreateStmt": case "IndexStmt": case "CreateTrigStmt": case "RuleStmt": case "RefreshMatViewStmt": case "AlterObjectSchemaStmt":
        this.write(body.relation);
        break;
      case "AlterTableStmt":
        if (body.objtype !== "OBJECT_INDEX") this.write(body.relation);
        break;
      case "CreateForeignTableStmt":
        this.write(body.base.relation);
        break;
      case "ViewStmt":
        this.write(body.view);
        break;
      case "CreateTableAsStmt":
        this.write(body.into.rel);
        this.visit(body.query, scope);
        break;
      case "CreatePolicyStmt": case "AlterPolicyStmt":
        this.write(body.table);
        break;
      case "RenameStmt":
        if (body.renameType !== "OBJECT_INDEX") this.write(body.relation);
        break;
      case "DropStmt":
        this.drop(body);
        break;
      case "CommentStmt":
        this.comment(body);
        break;
      case "VariableSetStmt":
        this.verbs.add(/RESET/.test(body.kind) ? "RESET" : "SET");
        break;
      case "GrantStmt": case "GrantRoleStmt":
        this.verbs.add(body.is_grant ? "GRANT" : "REVOKE");
        break;
      case "TransactionStmt":
        this.verbs.add(TRANSACTIONS[body.kind]);
        break;
      case "VacuumStmt":
        this.verbs.add(body.is_vacuumcmd ? "VACUUM" : "ANALYZE");
        break;
      case "FetchStmt":
        this.verbs.add(body.ismove ? "MOVE" : "FETCH");
        break;
      case "CallStmt":
        this.visit(body.funccall, scope);
        break;
      default:
        if (!verb) throw new Error(`no verb is known for ${kind}`);
    }
  }

  drop(body) {
    for (const object of body.objects) {
      if (/_(TABLE|VIEW|MATVIEW)$/.test(body.removeType)) this.writes.add(strings(object).map(part).join("."));
      else if (/_(TRIGGER|POLICY|RULE)$/.test(body.removeType) && strings(object).length > 1) this.writes.add(strings(object).slice(0, -1).map(part).join("."));
    }
  }

  comment(body) {
    if (/_(TABLE|VIEW)$/.test(body.objtype)) this.writes.add(strings(body.object).map(part).join("."));
    else if (/_COLUMN$/.test(body.objtype)) this.writes.add(strings(body.object).slice(0, -1).map(part).join("."));
  }
}

await loadModule();
for await (const line of createInterface({ input: process.stdin })) {
  const { id, sql } = JSON.parse(line);
  let answer;
  try {
    const reader = new Reader();
    for (const statement of parseSync(sql).stmts ?? []) reader.statement(statement.stmt);
    answer = { id, verbs: [...reader.verbs], writes: [...reader.writes], reads: [...reader.reads] };
  } catch (error) {
    answer = { id, error: String(error.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
