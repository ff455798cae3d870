#include <memory>

#include "base/status_macros.h"
#include "tools/cli/key.h"
#include "tools/cli/program.h"
#include "tools/cli/receipt.h"
#include "tools/cli/tiles_export.h"
#include "tools/cli/tiles_serve.h"
#include "tools/cli/verify.h"
#include "tools/cli/verify_tiles.h"
#include "tools/cli/witness.h"

namespace huiyin {
namespace {

constexpr char kGroup[] = "Proof for anyone";

struct AuditOptions {
  ConnectionOptions connection;
  Shown shown;
  ReceiptOptions receipt;
};

void AddCheckpointKey(CLI::App& app, ConnectionOptions& options) {
  app.add_option("--checkpoint-key", options.checkpoint_key_files, "With --data: the key that signs (huiyin key new)")
      ->type_name("FILE");
}

void AddConnection(CLI::App& app, AuditOptions& options) {
  AddConnectionOptions(app, options.connection);
  AddCheckpointKey(app, options.connection);
}

void AddCheckpoint(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"checkpoint", "The signed word on how large a ledger is, and what it holds",
                                 "checkpoint town-a --server localhost:7600"});
  auto options = std::make_shared<AuditOptions>();
  AddConnection(app, *options);
  app.add_option("LEDGER", options->receipt.ledger, "The ledger")->required();
  app.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.views = false}));
      return PrintCheckpoint(*connection, options->receipt.ledger);
    };
  });
}

void AddReceipt(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"receipt", "Proof that an event is in the register, as a file to keep",
                                 "receipt town-a 120 --server localhost:7600"});
  auto options = std::make_shared<AuditOptions>();
  AddConnection(app, *options);
  app.add_option("LEDGER", options->receipt.ledger, "The ledger")->required();
  app.add_option("SEQ", options->receipt.seq, "The event, as the answer to its command said")->required();
  app.add_option("--out", options->receipt.out, "The file; LEDGER-SEQ.tlog-proof when not given, - is standard output")
      ->type_name("FILE");
  app.add_flag("--json", options->shown.json, "As JSON");
  AddLanguageOption(app, options->shown.language);
  app.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options]() -> absl::Status {
      ASSIGN_OR_RETURN(const std::unique_ptr<Connection> connection,
                       Connection::Open(options->connection, {.views = false}));
      return FetchReceipt(*connection, options->receipt, options->shown);
    };
  });
}

void AddProof(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"proof", "Check a receipt, anywhere and without the register",
                                 "proof check town-a-120.tlog-proof --key office.public"});
  app.require_subcommand(1);
  CLI::App& check = *app.add_subcommand("check", "Whether it proves what it says; shows the event");
  struct Options {
    ProofCheckOptions check;
    Shown shown;
  };
  auto options = std::make_shared<Options>();
  check.add_option("FILE", options->check.file, "The receipt")->required();
  check.add_option("--key", options->check.keys, "The office's public key (huiyin key show), or a file that holds it")
      ->type_name("KEY")
      ->required();
  check.add_option("--witness", options->check.witnesses, "A witness's public key: it must have cosigned; repeatable")
      ->type_name("KEY");
  check.add_flag("--json", options->shown.json, "As JSON");
  AddLanguageOption(check, options->shown.language);
  check.callback(
      [&program, options] { program.run = [options] { return CheckProof(options->check, options->shown); }; });
}

void AddTiles(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"tiles", "The ledgers as files that anyone may mirror and check (C2SP tlog-tiles)",
                                 "tiles export public --server localhost:7600"});
  app.require_subcommand(1);
  CLI::App& exported = *app.add_subcommand("export", "Bring a folder up to date; any web server can show it");
  auto options = std::make_shared<TilesExportOptions>();
  AddConnectionOptions(exported, options->connection);
  AddCheckpointKey(exported, options->connection);
  exported.add_option("DIR", options->directory, "The folder; each ledger has one of its own in it")->required();
  exported.add_option("--ledger", options->ledgers, "Only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  exported.add_flag("--json", options->shown.json, "As JSON lines");
  AddLanguageOption(exported, options->shown.language);
  exported.callback([&program, options] {
    RequireConnection(options->connection);
    program.run = [options] { return ExportTiles(*options); };
  });
  CLI::App& served = *app.add_subcommand("serve", "Show such a folder over plain HTTP, to anyone, until Ctrl-C");
  auto shown = std::make_shared<TilesServeOptions>();
  served.add_option("DIR", shown->directory, "The folder")->required();
  served.add_option("--listen", shown->listen_address, "Where; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->required();
  served.callback([&program, shown] { program.run = [shown] { return ServeTiles(*shown); }; });
}

void AddVerify(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kGroup,
                    {"verify", "Check everything that can be checked: of a directory, a running server, or tiles",
                     "verify --data register --key office.public"});
  struct Options {
    VerifyOptions directory;
    VerifyTilesOptions seen;
  };
  auto options = std::make_shared<Options>();
  VerifyOptions& directory = options->directory;
  VerifyTilesOptions& seen = options->seen;
  app.add_option("--data", directory.data, "The data directory; nobody may be serving it")->type_name("DIR");
  app.add_option("--log", directory.log, "The log's directory, when it is not in the data directory")->type_name("DIR");
  app.add_flag("!--without-views", directory.views, "With --data: do not fold the views anew");
  app.add_option("--tiles", seen.tiles, "A folder of tiles (huiyin tiles export), or the address of its site")
      ->type_name("DIR|URL");
  AddServerOptions(app, seen.connection, "A running server");
  app.add_option("--ledger", seen.ledgers, "With --server or --tiles: only this ledger; may be repeated")
      ->type_name("ID")
      ->expected(1)
      ->take_all();
  app.add_option("--key", directory.keys, "The office's public key (huiyin key show), or a file that holds it")
      ->type_name("KEY");
  app.add_flag("--json", directory.shown.json, "As JSON lines: each fault, then the sums");
  AddLanguageOption(app, directory.shown.language);
  app.callback([&program, options] {
    VerifyTilesOptions& seen = options->seen;
    const int places = !options->directory.data.empty() + !seen.connection.server.empty() + !seen.tiles.empty();
    if (places != 1) throw CLI::RequiredError("One of --data DIR, --server HOST:PORT and --tiles DIR|URL");
    seen.keys = options->directory.keys;
    seen.shown = options->directory.shown;
    program.run = [options] {
      return options->directory.data.empty() ? VerifyTiles(options->seen) : Verify(options->directory);
    };
  });
}

void AddWitness(Program& program) {
  CLI::App& app = AddSubcommand(program, kGroup,
                                {"witness", "Cosign another office's checkpoints, so that it cannot show two histories",
                                 "witness --listen 127.0.0.1:7700 --key witness.key --logs logs.txt --state witness"});
  auto options = std::make_shared<WitnessCommand>();
  app.add_option("--listen", options->listen_address, "Where, in plain HTTP; port 0 takes a free one")
      ->type_name("HOST:PORT")
      ->required();
  app.add_option("--key", options->key_file, "The key that cosigns (huiyin key new --witness)")
      ->type_name("FILE")
      ->required();
  app.add_option("--logs", options->logs_file, "Whom it watches: public keys of offices or ledgers, one a line")
      ->type_name("FILE")
      ->required();
  app.add_option("--state", options->state_directory, "What it must not forget, and its evidence; back it up")
      ->type_name("DIR")
      ->required();
  app.callback([&program, options] { program.run = [options] { return RunWitness(*options); }; });
}

void AddKey(Program& program) {
  CLI::App& app =
      AddSubcommand(program, kGroup,
                    {"key", "The keys that sign and cosign checkpoints", "key new huiyin.example.gov.cn office.key"});
  app.require_subcommand(1);
  auto options = std::make_shared<KeyOptions>();
  CLI::App& made = *app.add_subcommand("new", "Make one in a new file; prints the public key");
  made.add_option("NAME", options->name, "Whom it speaks for: the origin of a ledger's checkpoints is NAME/LEDGER")
      ->required();
  made.add_option("FILE", options->file, "Outside of the data directory")->required();
  made.add_flag("--witness", options->witness, "A key that cosigns the checkpoints of others (huiyin witness)");
  made.callback([&program, options] { program.run = [options] { return NewKey(*options); }; });
  CLI::App& shown = *app.add_subcommand("show", "The public key of one");
  shown.add_option("FILE", options->file, "The key's file")->required();
  shown.add_option("--ledger", options->ledger, "As a ledger's log signs: for other tools, which know one log a key")
      ->type_name("ID");
  shown.callback([&program, options] { program.run = [options] { return ShowKey(*options); }; });
}

}  // namespace

void AddAudit(Program& program) {
  AddCheckpoint(program);
  AddReceipt(program);
  AddProof(program);
  AddTiles(program);
  AddVerify(program);
  AddKey(program);
  AddWitness(program);
}

}  // namespace huiyin
