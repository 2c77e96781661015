BEGIN TRANSACTION;
CREATE TABLE application_versions (
    version_id TEXT NOT NULL PRIMARY KEY,
    version_name TEXT NOT NULL UNIQUE,
    version_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL);
INSERT INTO "application_versions" VALUES('4b0d3241-1342-4542-85c3-5f41c33c1545','1',1796041701000,1796041701000,'crm-operations');
CREATE TABLE dbos_migrations (version INTEGER NOT NULL PRIMARY KEY);
INSERT INTO "dbos_migrations" VALUES(125);
CREATE TABLE notifications (
    message_uuid TEXT NOT NULL DEFAULT (hex(randomblob(16))) PRIMARY KEY,
    destination_uuid TEXT NOT NULL,
    topic TEXT,
    message TEXT NOT NULL,
    created_at_epoch_ms INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000), "serialization" TEXT DEFAULT NULL, "consumed" BOOLEAN NOT NULL DEFAULT FALSE, consumed_by_function_id INTEGER,
    FOREIGN KEY (destination_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE "operation_outputs" (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    function_name TEXT NOT NULL DEFAULT '',
    output TEXT,
    error TEXT,
    child_workflow_id TEXT,
    started_at_epoch_ms INTEGER,
    completed_at_epoch_ms INTEGER,
    serialization TEXT,
    application_name TEXT DEFAULT NULL,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    PRIMARY KEY (workflow_uuid, function_id)
);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',1,'load lead','{"v":1,"is":"CaseOpened","value":{"context":{"lead":{"id":"00000002-0000-7000-8000-000000000001","tenant_id":"north","version":3,"created_at":"2026-11-30T08:07:00Z","updated_at":"2026-11-30T08:07:00Z","lead_number":"LEAD-2026-0002","external_id":"Left to a person","status":"contacted","status_entered_at":"2026-11-30T08:07:00Z","source":"fair","priority":"medium","score":{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8},"name":"Left to a person","company":"Left to a person  & Co","email":"Left.to.a.person@Example.com","phone":null,"industry":"machines","territory":null,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"party_id":null,"contact_id":null,"campaign_id":null,"assigned_to":null,"assigned_at":null,"converted_to_opportunity_id":null,"qualified_at":null,"converted_at":null,"disqualified_at":null,"disqualification_reason":null,"reopened_count":0,"notes":null},"activities":{"total":1,"interactions":1,"recent":1,"meetings":1,"last_at":"2026-11-30T08:07:00Z"},"at":"2026-11-30T08:07:00Z"},"opportunity_id":"00000002-0000-7000-8000-000000000008","activity_id":"00000002-0000-7000-8000-000000000009"},"attempts":1}',NULL,NULL,1796041702995,1796041703013,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',2,'find customer','{"v":1,"is":null,"value":null,"attempts":1}',NULL,NULL,1796041703015,1796041703024,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',3,'create customer','{"v":1,"is":"CustomerForLead","value":{"customer":{"id":"00000002-0000-7000-8000-00000000000a","name":"Left to a person  & Co","contact_id":"00000002-0000-7000-8000-00000000000b","contact_name":"Left to a person","email":"Left.to.a.person@Example.com","phone":null,"industry":"machines","owner_id":null},"created":true},"attempts":1}',NULL,NULL,1796041703025,1796041703027,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',4,'link customer','{"v":1,"is":null,"value":null,"attempts":1}',NULL,NULL,1796041703036,1796041703037,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',5,'commit','{"v":1,"error":"Refused","kind":"refused","template":"{step} is refused on purpose","facts":{"step":"commit"},"attempts":1}',NULL,NULL,1796041703038,1796041703038,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',6,'undo link customer','{"v":1,"is":null,"value":null,"attempts":1}',NULL,NULL,1796041703039,1796041703046,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',7,'undo create customer','{"v":1,"error":"Refused","kind":"refused","template":"{step} is refused on purpose","facts":{"step":"undo create customer"},"attempts":1}',NULL,NULL,1796041703046,1796041703047,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-00000000000c',1,'load lead','{"v":1,"is":"CaseOpened","value":{"context":{"lead":{"id":"00000002-0000-7000-8000-00000000000c","tenant_id":"north","version":3,"created_at":"2026-11-30T08:14:00Z","updated_at":"2026-11-30T08:14:00Z","lead_number":"LEAD-2026-0003","external_id":"Half converted","status":"contacted","status_entered_at":"2026-11-30T08:14:00Z","source":"fair","priority":"medium","score":{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8},"name":"Half converted","company":"Half converted  & Co","email":"Half.converted@Example.com","phone":null,"industry":"machines","territory":null,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"party_id":null,"contact_id":null,"campaign_id":null,"assigned_to":null,"assigned_at":null,"converted_to_opportunity_id":null,"qualified_at":null,"converted_at":null,"disqualified_at":null,"disqualification_reason":null,"reopened_count":0,"notes":null},"activities":{"total":1,"interactions":1,"recent":1,"meetings":1,"last_at":"2026-11-30T08:14:00Z"},"at":"2026-11-30T08:14:00Z"},"opportunity_id":"00000002-0000-7000-8000-000000000013","activity_id":"00000002-0000-7000-8000-000000000014"},"attempts":1}',NULL,NULL,1796041703151,1796041703153,'portable_json','crm-operations',1796041703000);
INSERT INTO "operation_outputs" VALUES('lead-conversion:north:00000002-0000-7000-8000-00000000000c',2,'find customer','{"v":1,"is":null,"value":null,"attempts":1}',NULL,NULL,1796041703155,1796041703155,'portable_json','crm-operations',1796041703000);
CREATE TABLE queues (
    queue_id TEXT PRIMARY KEY DEFAULT (hex(randomblob(16))),
    name TEXT NOT NULL UNIQUE,
    concurrency INTEGER,
    worker_concurrency INTEGER,
    rate_limit_max INTEGER,
    rate_limit_period_sec REAL,
    priority_enabled BOOLEAN NOT NULL DEFAULT FALSE,
    partition_queue BOOLEAN NOT NULL DEFAULT FALSE,
    polling_interval_sec REAL NOT NULL DEFAULT 1.0,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
, "application_name" TEXT DEFAULT NULL, "partition_concurrency" INTEGER DEFAULT NULL, "partition_worker_concurrency" INTEGER DEFAULT NULL, "partition_rate_limit_max" INTEGER DEFAULT NULL, "partition_rate_limit_period_sec" REAL DEFAULT NULL);
INSERT INTO "queues" VALUES('D765937C5E24020F147B6D26D3639A78','crm',NULL,1,NULL,NULL,1,1,0.05,1796041701000,1796041701810,'crm-operations',10,NULL,NULL,NULL);
INSERT INTO "queues" VALUES('F1C1E92A3CAFE1FF31FEF79A1920C2C0','crm-maintenance',NULL,1,NULL,NULL,1,0,1.0,1796041701000,1796041701811,'crm-operations',NULL,NULL,NULL,NULL);
CREATE TABLE streams (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    "offset" INTEGER NOT NULL, function_id INTEGER NOT NULL DEFAULT 0, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key, "offset"),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events (
    workflow_uuid TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid) 
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_events_history (
    workflow_uuid TEXT NOT NULL,
    function_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL, "serialization" TEXT DEFAULT NULL,
    PRIMARY KEY (workflow_uuid, function_id, key),
    FOREIGN KEY (workflow_uuid) REFERENCES workflow_status(workflow_uuid)
        ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE TABLE workflow_input (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    inputs TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_input" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-000000000090','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-000000000090","attempt":"c911c449-c3dc-4729-8a84-b7125dc77355","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-000000000090","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"da3055b36d5f6ca6949d66dddc1ff5da0790bce0844b0981ac2ec49dda16b1d0"}]}',1796041701000);
INSERT INTO "workflow_input" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6","attempt":"353a292a-7e34-4cba-9c97-231e93d76b96","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000c6","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"7e7f94887d4fee0c6f73e366c49668ae5281795096d7ab3b225bedc3140433f3"}]}',1796041702000);
INSERT INTO "workflow_input" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd","attempt":"8db78712-364c-4030-83d8-18f58b048032","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000cd","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"5f51108acf59f415989c0934ea4ae5c596b09023e376a0510205a35776b835e5"}]}',1796041702000);
INSERT INTO "workflow_input" VALUES('lead-routing:harbour:a868c2d591307138359f39a78f1ea12f','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-routing:harbour:a868c2d591307138359f39a78f1ea12f","attempt":"f8e2c19c-454d-43c1-ad96-5d997783bb5c","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"RouteBatch","value":{"lead_ids":["00000001-0000-7000-8000-0000000000cd"]}},"request_hash":"dda1e2af4a4477129eb2407ee41fb50613120cc9980628fc1a4a56ac0645122a"}]}',1796041702000);
INSERT INTO "workflow_input" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf","attempt":"fd9c379f-a084-4947-ad11-68e7877af86d","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000cf","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"66ef97ae023e3b6e79ecea6814f79e4c871cbbcb8d9cf5f6d4959beaafe76cf4"}]}',1796041702000);
INSERT INTO "workflow_input" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:north:00000002-0000-7000-8000-000000000001","attempt":"ef90bbb1-842c-4615-94a6-af3fcfba542e","actor":{"tenant_id":"north","user_id":"admin","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000002-0000-7000-8000-000000000001","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"7672ccb591a28b07958affe60f271542e8692ecabebfbb53e9401fa0ea12422a"}]}',1796041702000);
INSERT INTO "workflow_input" VALUES('lead-conversion:north:00000002-0000-7000-8000-00000000000c','{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:north:00000002-0000-7000-8000-00000000000c","attempt":"0406ce9e-ffaa-45c2-9dd9-ef2bb0523bf8","actor":{"tenant_id":"north","user_id":"admin","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000002-0000-7000-8000-00000000000c","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"d2c39f77253075c77c02eb5dd82ff144da60076c94a7fa138034582060003174"}]}',1796041703000);
CREATE TABLE workflow_output (
    workflow_uuid TEXT NOT NULL PRIMARY KEY,
    output TEXT,
    error TEXT,
    retention_timestamp INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000)
);
INSERT INTO "workflow_output" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-000000000090','{"request_hash":"da3055b36d5f6ca6949d66dddc1ff5da0790bce0844b0981ac2ec49dda16b1d0","is_final":true,"answer":{"v":1,"is":"Conversion","value":{"lead_id":"00000001-0000-7000-8000-000000000090","customer_id":"00000001-0000-7000-8000-000000000099","opportunity_id":"00000001-0000-7000-8000-000000000097","opportunity_number":"OPP-2026-0003","customer_created":true}},"error":null}',NULL,1796041701000);
INSERT INTO "workflow_output" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001',NULL,'{"name":"PortableWorkflowError","message":"after commit is refused on purpose these steps could not be undone: {''create customer'': ''undo create customer is refused on purpose''}; undone: [''link customer'']","code":null,"data":{"v":1,"error":"CompensationFailed","kind":"refused","template":"after {cause} these steps could not be undone: {not_undone}; undone: {undone}","facts":{"cause":"commit is refused on purpose","not_undone":{"create customer":"undo create customer is refused on purpose"},"undone":["link customer"]}}}',1796041703000);
CREATE TABLE workflow_schedules (
    schedule_id TEXT PRIMARY KEY,
    schedule_name TEXT NOT NULL UNIQUE,
    workflow_name TEXT NOT NULL,
    workflow_class_name TEXT,
    schedule TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'ACTIVE',
    context TEXT NOT NULL
, "last_fired_at" TEXT DEFAULT NULL, "automatic_backfill" BOOLEAN NOT NULL DEFAULT FALSE, "cron_timezone" TEXT DEFAULT NULL, "queue_name" TEXT DEFAULT NULL, "application_name" TEXT DEFAULT NULL);
INSERT INTO "workflow_schedules" VALUES('d41e60aa-b93a-4f27-b725-bd003ada870e','crm-prune_outbox','maintenance',NULL,'17 3 * * *','ACTIVE','"prune_outbox"',NULL,0,NULL,'crm-maintenance','crm-operations');
INSERT INTO "workflow_schedules" VALUES('8113a035-44f9-4454-a3c5-b154e327ce04','crm-forget_updates','maintenance',NULL,'7 4 * * *','ACTIVE','"forget_updates"',NULL,0,NULL,'crm-maintenance','crm-operations');
INSERT INTO "workflow_schedules" VALUES('d3b98d21-bc6e-40dc-a2c0-82f311b76f01','crm-forget_processes','maintenance',NULL,'47 3 * * *','ACTIVE','"forget_processes"',NULL,0,NULL,'crm-maintenance','crm-operations');
CREATE TABLE workflow_status (
    workflow_uuid TEXT PRIMARY KEY,
    status TEXT,
    name TEXT,
    authenticated_user TEXT,
    assumed_role TEXT,
    authenticated_roles TEXT,
    request TEXT,
    output TEXT,
    error TEXT,
    executor_id TEXT,
    created_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    updated_at INTEGER NOT NULL DEFAULT (strftime('%s','now') * 1000),
    application_version TEXT,
    application_id TEXT,
    class_name TEXT DEFAULT NULL,
    config_name TEXT DEFAULT NULL,
    recovery_attempts INTEGER DEFAULT 0,
    queue_name TEXT,
    workflow_timeout_ms INTEGER,
    workflow_deadline_epoch_ms INTEGER,
    inputs TEXT,
    started_at_epoch_ms INTEGER,
    deduplication_id TEXT,
    priority INTEGER NOT NULL DEFAULT 0
, queue_partition_key TEXT, forked_from TEXT, "owner_xid" TEXT DEFAULT NULL, "parent_workflow_id" TEXT DEFAULT NULL, "serialization" TEXT DEFAULT NULL, "delay_until_epoch_ms" BIGINT DEFAULT NULL, "was_forked_from" BOOLEAN NOT NULL DEFAULT FALSE, "rate_limited" BOOLEAN NOT NULL DEFAULT FALSE, "completed_at" BIGINT, "attributes" TEXT, "schedule_name" TEXT, "debounce_deadline_epoch_ms" BIGINT DEFAULT NULL, "is_debounced" BOOLEAN NOT NULL DEFAULT FALSE, "application_name" TEXT DEFAULT NULL, "creator_xid" TEXT DEFAULT NULL);
INSERT INTO "workflow_status" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-000000000090','SUCCESS','lead-conversion','harbour',NULL,NULL,NULL,NULL,NULL,'01a22c6d-799b-7217-8506-3488649005ad',1796041701000,1796041701000,'1','',NULL,NULL,1,'crm',NULL,NULL,NULL,1796041701000,NULL,0,'harbour',NULL,NULL,NULL,'portable_json',NULL,0,0,1796041701000,'{}',NULL,NULL,0,'crm-operations','86080165-82d6-4596-aac5-2ddf185a10e1');
INSERT INTO "workflow_status" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6','ENQUEUED','lead-conversion','harbour',NULL,NULL,NULL,NULL,NULL,NULL,1796041702000,1796041702000,'1','',NULL,NULL,0,'crm',NULL,NULL,NULL,NULL,NULL,0,'harbour',NULL,NULL,NULL,'portable_json',NULL,0,0,NULL,'{}',NULL,NULL,0,'crm-operations','0b45d5d8-c36d-4ca6-8bbc-3d16bd895d05');
INSERT INTO "workflow_status" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd','ENQUEUED','lead-conversion','harbour',NULL,NULL,NULL,NULL,NULL,NULL,1796041702000,1796041702000,'1','',NULL,NULL,0,'crm',NULL,NULL,NULL,NULL,NULL,0,'harbour',NULL,NULL,NULL,'portable_json',NULL,0,0,NULL,'{}',NULL,NULL,0,'crm-operations','16e18d67-420e-413a-b73c-734610913e2b');
INSERT INTO "workflow_status" VALUES('lead-routing:harbour:a868c2d591307138359f39a78f1ea12f','ENQUEUED','lead-routing','harbour',NULL,NULL,NULL,NULL,NULL,NULL,1796041702000,1796041702000,'1','',NULL,NULL,0,'crm',NULL,NULL,NULL,NULL,NULL,0,'harbour',NULL,NULL,NULL,'portable_json',NULL,0,0,NULL,'{}',NULL,NULL,0,'crm-operations','07eed4ab-797f-447c-86d5-a37313ce3829');
INSERT INTO "workflow_status" VALUES('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf','CANCELLED','lead-conversion','harbour',NULL,NULL,NULL,NULL,NULL,NULL,1796041702000,1796041702000,'1','',NULL,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,0,'harbour',NULL,NULL,NULL,'portable_json',NULL,0,0,1796041702000,'{"cancelled_by":"mara"}',NULL,NULL,0,'crm-operations','4388723d-d7bc-4439-9ac9-a5f1385429d9');
INSERT INTO "workflow_status" VALUES('lead-conversion:north:00000002-0000-7000-8000-000000000001','ERROR','lead-conversion','north',NULL,NULL,NULL,NULL,NULL,'01a22c6d-7e30-777a-b046-0a609402973d',1796041702000,1796041703000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,'portable_json',NULL,0,0,1796041703000,'null',NULL,NULL,0,'crm-operations','2a16f854-812c-4b74-ac8b-724646514283');
INSERT INTO "workflow_status" VALUES('lead-conversion:north:00000002-0000-7000-8000-00000000000c','PENDING','lead-conversion','north',NULL,NULL,NULL,NULL,NULL,'01a22c6d-7ebe-75df-9fd6-8698010d97d3',1796041703000,1796041703000,'1','',NULL,NULL,1,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL,NULL,'e3cc7323-13b6-4a13-a62b-02595a63b9e3',NULL,'portable_json',NULL,0,0,NULL,'null',NULL,NULL,0,'crm-operations','e3cc7323-13b6-4a13-a62b-02595a63b9e3');
CREATE INDEX workflow_status_created_at_index ON workflow_status (created_at);
CREATE INDEX idx_workflow_topic ON notifications (destination_uuid, topic);
CREATE INDEX "idx_workflow_status_delayed" ON "workflow_status" ("delay_until_epoch_ms") WHERE status = 'DELAYED';
CREATE INDEX "idx_workflow_status_forked_from" ON "workflow_status" ("forked_from") WHERE "forked_from" IS NOT NULL;
CREATE INDEX "idx_workflow_status_parent_workflow_id" ON "workflow_status" ("parent_workflow_id") WHERE "parent_workflow_id" IS NOT NULL;
CREATE UNIQUE INDEX "uq_workflow_status_dedup_id" ON "workflow_status" ("queue_name", "deduplication_id") WHERE "deduplication_id" IS NOT NULL;
CREATE INDEX "idx_workflow_status_pending" ON "workflow_status" ("created_at") WHERE "status" = 'PENDING';
CREATE INDEX "idx_workflow_status_failed" ON "workflow_status" ("status", "created_at") WHERE "status" IN ('ERROR', 'CANCELLED', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED');
CREATE INDEX "idx_workflow_status_rate_limited" ON "workflow_status" ("queue_name", "started_at_epoch_ms") WHERE "rate_limited" = TRUE;
CREATE INDEX "idx_workflow_status_completed_at" ON "workflow_status" ("completed_at") WHERE "completed_at" IS NOT NULL;
CREATE INDEX "idx_workflow_status_started_at" ON "workflow_status" ("started_at_epoch_ms") WHERE "started_at_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_workflow_status_schedule_name" ON "workflow_status" ("schedule_name") WHERE "schedule_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_owner_version"
    ON application_versions ("application_name", "version_name")
    WHERE "application_name" IS NOT NULL;
CREATE UNIQUE INDEX "uq_application_versions_unclaimed_version"
    ON application_versions ("version_name")
    WHERE "application_name" IS NULL;
CREATE INDEX idx_workflow_input_retention
    ON workflow_input (retention_timestamp);
CREATE INDEX idx_workflow_output_retention
    ON workflow_output (retention_timestamp);
CREATE INDEX idx_operation_outputs_retention
    ON operation_outputs (retention_timestamp);
CREATE INDEX "idx_workflow_status_in_flight_v2" ON "workflow_status" ("queue_name", "status", "priority", "created_at", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING');
CREATE INDEX "idx_workflow_status_partition_dequeue_v3" ON "workflow_status" ("queue_name", "status", "queue_partition_key", "priority", "created_at", "workflow_uuid", "application_name") WHERE "status" IN ('ENQUEUED', 'PENDING') AND "queue_partition_key" IS NOT NULL;
CREATE INDEX "idx_operation_outputs_completed_at_function_name_v2" ON "operation_outputs" ("completed_at_epoch_ms", "function_name", "application_name");
CREATE INDEX "idx_workflow_status_deadline" ON "workflow_status" ("workflow_deadline_epoch_ms") WHERE "status" IN ('ENQUEUED', 'PENDING', 'DELAYED') AND "workflow_deadline_epoch_ms" IS NOT NULL;
CREATE INDEX "idx_application_versions_timestamp" ON "application_versions" ("version_timestamp" DESC);
CREATE INDEX "idx_application_versions_owner_timestamp" ON "application_versions" ("application_name", "version_timestamp" DESC);
COMMIT;
