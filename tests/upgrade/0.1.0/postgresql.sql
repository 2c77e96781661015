DO $$ BEGIN CREATE ROLE crm_tenant NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
--
-- PostgreSQL database dump
--



SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: dbos; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA dbos;


--
-- Name: enqueue_workflow(text, text, json[], json, text, text, text, text, bigint, bigint, text, integer, text, text, text, bigint, text); Type: FUNCTION; Schema: dbos; Owner: -
--

CREATE FUNCTION dbos.enqueue_workflow(workflow_name text, queue_name text, positional_args json[] DEFAULT ARRAY[]::json[], named_args json DEFAULT '{}'::json, class_name text DEFAULT NULL::text, config_name text DEFAULT NULL::text, workflow_id text DEFAULT NULL::text, app_version text DEFAULT NULL::text, timeout_ms bigint DEFAULT NULL::bigint, deadline_epoch_ms bigint DEFAULT NULL::bigint, deduplication_id text DEFAULT NULL::text, priority integer DEFAULT NULL::integer, queue_partition_key text DEFAULT NULL::text, authenticated_user text DEFAULT NULL::text, authenticated_roles text DEFAULT NULL::text, delay_until_epoch_ms bigint DEFAULT NULL::bigint, application_name text DEFAULT NULL::text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_workflow_id TEXT;
    v_serialized_inputs TEXT;
    v_owner_xid TEXT;
    v_now BIGINT;
    v_recovery_attempts INT4 := 0;
    v_priority INT4;
    v_status TEXT;
BEGIN

    -- Validate required parameters
    IF workflow_name IS NULL OR workflow_name = '' THEN
        RAISE EXCEPTION 'Workflow name cannot be null or empty';
    END IF;
    IF queue_name IS NULL OR queue_name = '' THEN
        RAISE EXCEPTION 'Queue name cannot be null or empty';
    END IF;
    IF named_args IS NOT NULL AND jsonb_typeof(named_args::jsonb) != 'object' THEN
        RAISE EXCEPTION 'Named args must be a JSON object';
    END IF;
    IF workflow_id IS NOT NULL AND workflow_id = '' THEN
        RAISE EXCEPTION 'Workflow ID cannot be an empty string if provided.';
    END IF;
    IF delay_until_epoch_ms IS NOT NULL AND delay_until_epoch_ms < 0 THEN
        RAISE EXCEPTION 'delay_until_epoch_ms must be >= 0';
    END IF;

    v_workflow_id := COALESCE(workflow_id, gen_random_uuid()::TEXT);
    v_owner_xid := gen_random_uuid()::TEXT;
    v_priority := COALESCE(priority, 0);
    v_serialized_inputs := json_build_object(
        'positionalArgs', positional_args,
        'namedArgs', named_args
    )::TEXT;
    v_now := EXTRACT(epoch FROM now()) * 1000;
    v_status := CASE WHEN delay_until_epoch_ms IS NULL THEN 'ENQUEUED' ELSE 'DELAYED' END;

    INSERT INTO "dbos".workflow_status (
        workflow_uuid, status,
        name, class_name, config_name,
        queue_name, deduplication_id, priority, queue_partition_key,
        application_version,
        created_at, updated_at, recovery_attempts,
        workflow_timeout_ms, workflow_deadline_epoch_ms,
        parent_workflow_id, owner_xid, serialization,
        authenticated_user, authenticated_roles,
        delay_until_epoch_ms, application_name
    ) VALUES (
        v_workflow_id, v_status,
        workflow_name, class_name, config_name,
        queue_name, deduplication_id, v_priority, queue_partition_key,
        app_version,
        v_now, v_now, v_recovery_attempts,
        timeout_ms, deadline_epoch_ms,
        NULL, v_owner_xid, 'portable_json',
        authenticated_user, authenticated_roles,
        delay_until_epoch_ms, application_name
    )
    ON CONFLICT (workflow_uuid)
    DO UPDATE SET
        updated_at = EXCLUDED.updated_at;

    INSERT INTO "dbos".workflow_input (
        workflow_uuid, inputs, retention_timestamp
    ) VALUES (
        v_workflow_id, v_serialized_inputs, v_now
    )
    ON CONFLICT (workflow_uuid) DO NOTHING;

    RETURN v_workflow_id;

EXCEPTION
    WHEN unique_violation THEN
        RAISE EXCEPTION 'DBOS queue duplicated'
            USING DETAIL = format('Workflow %s with queue %s and deduplication ID %s already exists', v_workflow_id, queue_name, deduplication_id),
                ERRCODE = 'unique_violation';
END;
$$;


--
-- Name: notifications_function(); Type: FUNCTION; Schema: dbos; Owner: -
--

CREATE FUNCTION dbos.notifications_function() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    payload text := NEW.destination_uuid || '::' || NEW.topic;
BEGIN
    PERFORM pg_notify('dbos_notifications_channel', payload);
    RETURN NEW;
END;
$$;


--
-- Name: send_message(text, json, text, text); Type: FUNCTION; Schema: dbos; Owner: -
--

CREATE FUNCTION dbos.send_message(destination_id text, message json, topic text DEFAULT NULL::text, message_id text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    v_topic TEXT := COALESCE(topic, '__null__topic__');
    v_message_id TEXT := COALESCE(message_id, gen_random_uuid()::TEXT);
BEGIN
    INSERT INTO "dbos".notifications (
        destination_uuid, topic, message, message_uuid, serialization
    ) VALUES (
        destination_id, v_topic, message, v_message_id, 'portable_json'
    )
    ON CONFLICT (message_uuid) DO NOTHING;
EXCEPTION
    WHEN foreign_key_violation THEN
        RAISE EXCEPTION 'DBOS non-existent workflow'
            USING DETAIL = format('Destination workflow %s does not exist', destination_id),
                ERRCODE = 'foreign_key_violation';
END;
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: application_versions; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.application_versions (
    version_id text NOT NULL,
    version_name text NOT NULL,
    version_timestamp bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    created_at bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    application_name text
);


--
-- Name: dbos_migrations; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.dbos_migrations (
    version bigint NOT NULL
);


--
-- Name: event_dispatch_kv; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.event_dispatch_kv (
    service_name text NOT NULL,
    workflow_fn_name text NOT NULL,
    key text NOT NULL,
    value text,
    update_seq numeric(38,0),
    update_time numeric(38,15)
);


--
-- Name: notifications; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.notifications (
    message_uuid text DEFAULT gen_random_uuid() NOT NULL,
    destination_uuid text NOT NULL,
    topic text,
    message text NOT NULL,
    created_at_epoch_ms bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    serialization text,
    consumed boolean DEFAULT false NOT NULL,
    consumed_by_function_id integer
);


--
-- Name: operation_outputs; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.operation_outputs (
    workflow_uuid text NOT NULL,
    function_id integer NOT NULL,
    function_name text DEFAULT ''::text NOT NULL,
    output text,
    error text,
    child_workflow_id text,
    started_at_epoch_ms bigint,
    completed_at_epoch_ms bigint,
    serialization text,
    application_name text,
    retention_timestamp bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL
);


--
-- Name: queues; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.queues (
    queue_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    name text NOT NULL,
    concurrency integer,
    worker_concurrency integer,
    rate_limit_max integer,
    rate_limit_period_sec double precision,
    priority_enabled boolean DEFAULT false NOT NULL,
    partition_queue boolean DEFAULT false NOT NULL,
    polling_interval_sec double precision DEFAULT 1.0 NOT NULL,
    created_at bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    updated_at bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    application_name text,
    partition_concurrency integer,
    partition_worker_concurrency integer,
    partition_rate_limit_max integer,
    partition_rate_limit_period_sec double precision
);


--
-- Name: streams; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.streams (
    workflow_uuid text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    "offset" integer NOT NULL,
    function_id integer DEFAULT 0 NOT NULL,
    serialization text
);


--
-- Name: workflow_events; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_events (
    workflow_uuid text NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    serialization text
);


--
-- Name: workflow_events_history; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_events_history (
    workflow_uuid text NOT NULL,
    function_id integer NOT NULL,
    key text NOT NULL,
    value text NOT NULL,
    serialization text
);


--
-- Name: workflow_input; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_input (
    workflow_uuid text NOT NULL,
    inputs text,
    retention_timestamp bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL
);


--
-- Name: workflow_output; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_output (
    workflow_uuid text NOT NULL,
    output text,
    error text,
    retention_timestamp bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL
);


--
-- Name: workflow_schedules; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_schedules (
    schedule_id text NOT NULL,
    schedule_name text NOT NULL,
    workflow_name text NOT NULL,
    workflow_class_name text,
    schedule text NOT NULL,
    status text DEFAULT 'ACTIVE'::text NOT NULL,
    context text NOT NULL,
    last_fired_at text,
    automatic_backfill boolean DEFAULT false NOT NULL,
    cron_timezone text,
    queue_name text,
    application_name text
);


--
-- Name: workflow_status; Type: TABLE; Schema: dbos; Owner: -
--

CREATE TABLE dbos.workflow_status (
    workflow_uuid text NOT NULL,
    status text,
    name text,
    authenticated_user text,
    assumed_role text,
    authenticated_roles text,
    request text,
    output text,
    error text,
    executor_id text,
    created_at bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    updated_at bigint DEFAULT ((EXTRACT(epoch FROM now()) * 1000.0))::bigint NOT NULL,
    application_version text,
    application_id text,
    class_name character varying(255) DEFAULT NULL::character varying,
    config_name character varying(255) DEFAULT NULL::character varying,
    recovery_attempts bigint DEFAULT 0,
    queue_name text,
    workflow_timeout_ms bigint,
    workflow_deadline_epoch_ms bigint,
    inputs text,
    started_at_epoch_ms bigint,
    deduplication_id text,
    priority integer DEFAULT 0 NOT NULL,
    queue_partition_key text,
    forked_from text,
    owner_xid text,
    parent_workflow_id text,
    serialization text,
    delay_until_epoch_ms bigint,
    was_forked_from boolean DEFAULT false NOT NULL,
    rate_limited boolean DEFAULT false NOT NULL,
    completed_at bigint,
    attributes jsonb,
    schedule_name text,
    debounce_deadline_epoch_ms bigint,
    is_debounced boolean DEFAULT false NOT NULL,
    application_name text,
    creator_xid text
);


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: crm_activities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_activities (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    related_entity_type character varying(50) NOT NULL,
    related_entity_id character varying(64) NOT NULL,
    activity_type character varying(50) NOT NULL,
    subject character varying(255) NOT NULL,
    description text,
    outcome character varying(50),
    due_date timestamp with time zone,
    completed_at timestamp with time zone,
    completed_by character varying(64),
    assigned_to character varying(64),
    created_by character varying(64) NOT NULL
);


--
-- Name: crm_bookmarks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_bookmarks (
    tenant_id character varying(64) NOT NULL,
    name character varying(64) NOT NULL,
    seen timestamp with time zone NOT NULL
);


--
-- Name: crm_configuration_versions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_configuration_versions (
    tenant_id character varying(64) NOT NULL,
    version bigint NOT NULL
);


--
-- Name: crm_customer_journeys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_customer_journeys (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    party_id character varying(255),
    lead_id character varying(64),
    journey_key character varying(270) NOT NULL,
    journey_name character varying(100) NOT NULL,
    run integer NOT NULL,
    current_step integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    abandoned_at timestamp with time zone,
    abandonment_reason text
);


--
-- Name: crm_customer_links; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_customer_links (
    tenant_id character varying(64) NOT NULL,
    customer_id character varying(64) NOT NULL,
    opportunity_id character varying(64) NOT NULL
);


--
-- Name: crm_customers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_customers (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    name character varying(255) NOT NULL,
    contact_id character varying(64),
    contact_name text,
    email text,
    email_key character varying(512),
    phone text,
    industry text,
    owner_id character varying(64),
    lead_id character varying(64),
    language character varying(20),
    by_email boolean NOT NULL,
    by_phone boolean NOT NULL,
    creation_key character varying(400) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: crm_decisions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_decisions (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    kind character varying(50) NOT NULL,
    entity_kind character varying(50) NOT NULL,
    entity_id character varying(64) NOT NULL,
    sequence bigint NOT NULL,
    policy_version character varying(100) NOT NULL,
    policy character varying(64),
    rule_version integer,
    user_id character varying(64) NOT NULL,
    at timestamp with time zone NOT NULL,
    format integer NOT NULL,
    salted text NOT NULL,
    commitments text NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);


--
-- Name: crm_encryption_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_encryption_keys (
    id character varying(32) NOT NULL,
    is_current boolean NOT NULL,
    since timestamp with time zone NOT NULL
);


--
-- Name: crm_entity_counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_entity_counters (
    tenant_id character varying(64) NOT NULL,
    entity_kind character varying(50) NOT NULL,
    entity_id character varying(64) NOT NULL,
    facts bigint NOT NULL,
    decisions bigint NOT NULL,
    decision_hash character varying(64) NOT NULL
);


--
-- Name: crm_history; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_history (
    tenant_id character varying(64) NOT NULL,
    entity_kind character varying(50) NOT NULL,
    entity_id character varying(64) NOT NULL,
    sequence integer NOT NULL,
    at timestamp with time zone NOT NULL,
    user_id character varying(64) NOT NULL,
    format integer NOT NULL,
    salted text NOT NULL,
    commitments text NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL
);


--
-- Name: crm_inbox_messages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_inbox_messages (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    user_id character varying(64) NOT NULL,
    "position" bigint NOT NULL,
    delivery_id character varying(255) NOT NULL,
    title character varying(255) NOT NULL,
    body text NOT NULL,
    about_kind character varying(50),
    about_id character varying(64),
    reason text NOT NULL,
    urgency character varying(20) NOT NULL,
    due timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone
);


--
-- Name: crm_integration_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_integration_runs (
    tenant_id character varying(64) NOT NULL,
    id character varying(100) NOT NULL,
    integration character varying(100) NOT NULL,
    entity_kind character varying(50),
    entity_id character varying(64),
    config text NOT NULL,
    data text NOT NULL,
    state character varying(30) NOT NULL,
    receipt text,
    error text,
    user_id character varying(64) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    executed_at timestamp with time zone,
    compensated_at timestamp with time zone
);


--
-- Name: crm_journey_steps; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_journey_steps (
    tenant_id character varying(64) NOT NULL,
    journey_id character varying(64) NOT NULL,
    step_order integer NOT NULL,
    step_name character varying(100) NOT NULL,
    step_type character varying(50) NOT NULL,
    entity_type character varying(50),
    entity_id character varying(64),
    entered_at timestamp with time zone NOT NULL,
    exited_at timestamp with time zone
);


--
-- Name: crm_lead_scoring_models; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_lead_scoring_models (
    tenant_id character varying(64) NOT NULL,
    version integer NOT NULL,
    name character varying(255) NOT NULL,
    caps text NOT NULL,
    currency character varying(3)
);


--
-- Name: crm_lead_scoring_rules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_lead_scoring_rules (
    tenant_id character varying(64) NOT NULL,
    version integer NOT NULL,
    "position" integer NOT NULL,
    category character varying(50) NOT NULL,
    factor character varying(255) NOT NULL,
    condition text NOT NULL,
    points integer NOT NULL,
    is_active boolean NOT NULL
);


--
-- Name: crm_lead_scoring_weights; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_lead_scoring_weights (
    tenant_id character varying(64) NOT NULL,
    version integer NOT NULL,
    "position" integer NOT NULL,
    category character varying(50) NOT NULL,
    factor character varying(255) NOT NULL,
    percent integer NOT NULL,
    is_active boolean NOT NULL
);


--
-- Name: crm_leads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_leads (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    lead_number character varying(50) NOT NULL,
    external_id character varying(255),
    status character varying(50) NOT NULL,
    status_entered_at timestamp with time zone NOT NULL,
    source character varying(50) NOT NULL,
    priority character varying(50) NOT NULL,
    score_total integer NOT NULL,
    score_demographic integer NOT NULL,
    score_behavioral integer NOT NULL,
    score_engagement integer NOT NULL,
    score_firmographic integer NOT NULL,
    name character varying(255) NOT NULL,
    company character varying(255),
    email character varying(254),
    email_key character varying(512),
    phone character varying(255),
    industry character varying(255),
    territory character varying(255),
    estimated_value_minor bigint,
    currency_code character varying(3),
    attributes text NOT NULL,
    party_id character varying(255),
    contact_id character varying(255),
    campaign_id character varying(255),
    assigned_to character varying(64),
    assigned_at timestamp with time zone,
    converted_to_opportunity_id character varying(64),
    qualified_at timestamp with time zone,
    converted_at timestamp with time zone,
    disqualified_at timestamp with time zone,
    disqualification_reason text,
    reopened_count integer NOT NULL,
    notes text
);


--
-- Name: crm_live_positions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_live_positions (
    tenant_id character varying(64) NOT NULL,
    last bigint NOT NULL
);


--
-- Name: crm_live_updates; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_live_updates (
    tenant_id character varying(64) NOT NULL,
    sequence bigint NOT NULL,
    delivery_id character varying(255) NOT NULL,
    user_id character varying(64),
    topic character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: crm_loop_failures; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_loop_failures (
    process character varying(64) NOT NULL,
    loop character varying(100) NOT NULL,
    since timestamp with time zone NOT NULL,
    failures integer NOT NULL,
    error text NOT NULL,
    valid_until timestamp with time zone
);


--
-- Name: crm_notification_addresses; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_notification_addresses (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    user_id character varying(64) NOT NULL,
    channel character varying(50) NOT NULL,
    address text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone,
    disabled_why text
);


--
-- Name: crm_notification_preferences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_notification_preferences (
    tenant_id character varying(64) NOT NULL,
    user_id character varying(64) NOT NULL,
    overrides text NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: crm_notification_schedule; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_notification_schedule (
    tenant_id character varying(64) NOT NULL,
    delivery_id character varying(64) NOT NULL,
    message_id character varying(64) NOT NULL,
    user_id character varying(64) NOT NULL,
    channel character varying(50) NOT NULL,
    at timestamp with time zone NOT NULL,
    in_digest boolean NOT NULL
);


--
-- Name: crm_numbers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_numbers (
    tenant_id character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL
);


--
-- Name: crm_opportunities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_opportunities (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    opportunity_number character varying(50) NOT NULL,
    lead_id character varying(64),
    converted_lead_id character varying(64),
    source character varying(50) NOT NULL,
    party_id character varying(255) NOT NULL,
    contact_id character varying(255),
    name character varying(255) NOT NULL,
    description text,
    pipeline_id character varying(64) NOT NULL,
    stage character varying(50) NOT NULL,
    outcome character varying(50) NOT NULL,
    stage_entered_at timestamp with time zone NOT NULL,
    type character varying(50) NOT NULL,
    priority character varying(50) NOT NULL,
    probability_basis_points integer NOT NULL,
    probability_adjusted_at timestamp with time zone,
    expected_revenue_minor bigint,
    actual_value_minor bigint,
    currency_code character varying(3) NOT NULL,
    expected_close_date date,
    actual_close_date date,
    closed_at timestamp with time zone,
    assigned_to character varying(64) NOT NULL,
    converted_to_quote_id character varying(255),
    converted_to_order_id character varying(255),
    superseded_quotation_ids text NOT NULL,
    lost_reason text,
    reopened_count integer NOT NULL,
    notes text
);


--
-- Name: crm_orders; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_orders (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    number character varying(50) NOT NULL,
    quotation_id character varying(64) NOT NULL,
    opportunity_id character varying(64) NOT NULL,
    customer_id character varying(255) NOT NULL,
    currency_code character varying(3) NOT NULL,
    total_minor bigint NOT NULL,
    creation_key character varying(400) NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: crm_outbox; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_outbox (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    entity_kind character varying(50),
    entity_id character varying(64),
    sequence bigint,
    destination character varying(100),
    topic character varying(100) NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    available_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    attempts integer NOT NULL,
    settled_at timestamp with time zone,
    last_error text
);


--
-- Name: crm_people; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_people (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    name character varying(255) NOT NULL,
    roles text NOT NULL,
    team character varying(255),
    manager_id character varying(64),
    territories text NOT NULL,
    skills text NOT NULL,
    weight integer NOT NULL,
    capacity integer,
    daily_capacity integer,
    timezone character varying(64) NOT NULL,
    working_hours text NOT NULL,
    absences text NOT NULL,
    is_active boolean NOT NULL,
    paused boolean NOT NULL
);


--
-- Name: crm_pipeline_stages; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_pipeline_stages (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    pipeline_id character varying(64) NOT NULL,
    name character varying(50) NOT NULL,
    display_name character varying(100) NOT NULL,
    display_order integer NOT NULL,
    probability_basis_points integer NOT NULL,
    outcome character varying(10) NOT NULL,
    next_stages text NOT NULL
);


--
-- Name: crm_pipelines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_pipelines (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    name character varying(100) NOT NULL,
    description text,
    is_default boolean NOT NULL,
    retired_at timestamp with time zone
);


--
-- Name: crm_policies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_policies (
    tenant_id character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    content text NOT NULL
);


--
-- Name: crm_quotation_lines; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_quotation_lines (
    tenant_id character varying(64) NOT NULL,
    quotation_id character varying(64) NOT NULL,
    "position" integer NOT NULL,
    description character varying(255) NOT NULL,
    quantity bigint NOT NULL,
    unit_price_minor bigint NOT NULL
);


--
-- Name: crm_quotations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_quotations (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    number character varying(50) NOT NULL,
    opportunity_id character varying(64) NOT NULL,
    customer_id character varying(255) NOT NULL,
    status character varying(20) NOT NULL,
    currency_code character varying(3) NOT NULL,
    total_minor bigint NOT NULL,
    valid_until date NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    decided_at timestamp with time zone,
    rejection_reason text,
    creation_key character varying(400)
);


--
-- Name: crm_routing_counters; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_routing_counters (
    tenant_id character varying(64) NOT NULL,
    last_turn bigint NOT NULL
);


--
-- Name: crm_routing_queue; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_routing_queue (
    tenant_id character varying(64) NOT NULL,
    lead_id character varying(64) NOT NULL,
    queue character varying(255) NOT NULL,
    held_by character varying(64),
    since timestamp with time zone NOT NULL,
    tried_at timestamp with time zone NOT NULL,
    attempts integer NOT NULL,
    reason text NOT NULL
);


--
-- Name: crm_routing_rules; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_routing_rules (
    tenant_id character varying(64) NOT NULL,
    version integer NOT NULL,
    rules text NOT NULL,
    set_at timestamp with time zone NOT NULL,
    set_by character varying(64) NOT NULL
);


--
-- Name: crm_routing_turns; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_routing_turns (
    tenant_id character varying(64) NOT NULL,
    pool character varying(300) NOT NULL,
    user_id character varying(64) NOT NULL,
    last_turn bigint NOT NULL,
    last_assigned_at timestamp with time zone,
    credit bigint NOT NULL
);


--
-- Name: crm_runs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_runs (
    tenant_id character varying(64) NOT NULL,
    process_id character varying(400) NOT NULL,
    workflow character varying(100) NOT NULL,
    user_id character varying(64) NOT NULL,
    request_hash character varying(64) NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    claimed_until timestamp with time zone,
    durable_since timestamp with time zone,
    finished_at timestamp with time zone,
    answer text
);


--
-- Name: crm_schema; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_schema (
    id integer NOT NULL,
    release character varying(50) NOT NULL,
    needed_revision character varying(32) NOT NULL,
    needed_release character varying(50) NOT NULL,
    migrated_at timestamp with time zone NOT NULL
);


--
-- Name: crm_sources; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_sources (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    version integer NOT NULL,
    history_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    key character varying(50) NOT NULL,
    name character varying(255) NOT NULL,
    retired_at timestamp with time zone
);


--
-- Name: crm_stage_moves; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_stage_moves (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    opportunity_id character varying(64) NOT NULL,
    pipeline_id character varying(64) NOT NULL,
    from_stage character varying(50) NOT NULL,
    to_stage character varying(50) NOT NULL,
    at timestamp with time zone NOT NULL,
    seconds_in_stage bigint NOT NULL
);


--
-- Name: crm_tracked_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_tracked_events (
    tenant_id character varying(64) NOT NULL,
    delivery_id character varying(128) NOT NULL,
    name character varying(100) NOT NULL,
    at timestamp with time zone NOT NULL,
    entity_kind character varying(50),
    entity_id character varying(64),
    properties text NOT NULL
);


--
-- Name: crm_webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_webhooks (
    tenant_id character varying(64) NOT NULL,
    id character varying(64) NOT NULL,
    url text NOT NULL,
    topics text NOT NULL,
    state character varying(20) NOT NULL,
    reason text,
    failures integer NOT NULL,
    secret text NOT NULL,
    former_secret text,
    former_until timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: crm_workers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.crm_workers (
    id character varying(64) NOT NULL,
    kind character varying(20) NOT NULL,
    host character varying(255) NOT NULL,
    pid integer NOT NULL,
    concurrency integer NOT NULL,
    started_at timestamp with time zone NOT NULL,
    alive_until timestamp with time zone NOT NULL
);


--
-- Data for Name: application_versions; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.application_versions VALUES
	('36b8a55c-17f3-464b-ae26-3f501fdc26cc', '1', 1796041712069, 1796041712069, 'crm-operations');


--
-- Data for Name: dbos_migrations; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.dbos_migrations VALUES
	(125);


--
-- Data for Name: event_dispatch_kv; Type: TABLE DATA; Schema: dbos; Owner: -
--



--
-- Data for Name: notifications; Type: TABLE DATA; Schema: dbos; Owner: -
--



--
-- Data for Name: operation_outputs; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.operation_outputs VALUES
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 1, 'load lead', '{"v":1,"is":"CaseOpened","value":{"context":{"lead":{"id":"00000002-0000-7000-8000-000000000001","tenant_id":"north","version":3,"created_at":"2026-11-30T08:07:00Z","updated_at":"2026-11-30T08:07:00Z","lead_number":"LEAD-2026-0002","external_id":"Left to a person","status":"contacted","status_entered_at":"2026-11-30T08:07:00Z","source":"fair","priority":"medium","score":{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8},"name":"Left to a person","company":"Left to a person  & Co","email":"Left.to.a.person@Example.com","phone":null,"industry":"machines","territory":null,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"party_id":null,"contact_id":null,"campaign_id":null,"assigned_to":null,"assigned_at":null,"converted_to_opportunity_id":null,"qualified_at":null,"converted_at":null,"disqualified_at":null,"disqualification_reason":null,"reopened_count":0,"notes":null},"activities":{"total":1,"interactions":1,"recent":1,"meetings":1,"last_at":"2026-11-30T08:07:00Z"},"at":"2026-11-30T08:07:00Z"},"opportunity_id":"00000002-0000-7000-8000-000000000008","activity_id":"00000002-0000-7000-8000-000000000009"},"attempts":1}', NULL, NULL, 1796041714722, 1796041714746, 'portable_json', 'crm-operations', 1796041714752),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 2, 'find customer', '{"v":1,"is":null,"value":null,"attempts":1}', NULL, NULL, 1796041714756, 1796041714769, 'portable_json', 'crm-operations', 1796041714770),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 3, 'create customer', '{"v":1,"is":"CustomerForLead","value":{"customer":{"id":"00000002-0000-7000-8000-00000000000a","name":"Left to a person  & Co","contact_id":"00000002-0000-7000-8000-00000000000b","contact_name":"Left to a person","email":"Left.to.a.person@Example.com","phone":null,"industry":"machines","owner_id":null},"created":true},"attempts":1}', NULL, NULL, 1796041714771, 1796041714780, 'portable_json', 'crm-operations', 1796041714781),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 4, 'link customer', '{"v":1,"is":null,"value":null,"attempts":1}', NULL, NULL, 1796041714784, 1796041714790, 'portable_json', 'crm-operations', 1796041714791),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 5, 'commit', '{"v":1,"error":"Refused","kind":"refused","template":"{step} is refused on purpose","facts":{"step":"commit"},"attempts":1}', NULL, NULL, 1796041714792, 1796041714794, 'portable_json', 'crm-operations', 1796041714795),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 6, 'undo link customer', '{"v":1,"is":null,"value":null,"attempts":1}', NULL, NULL, 1796041714797, 1796041714801, 'portable_json', 'crm-operations', 1796041714802),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 7, 'undo create customer', '{"v":1,"error":"Refused","kind":"refused","template":"{step} is refused on purpose","facts":{"step":"undo create customer"},"attempts":1}', NULL, NULL, 1796041714805, 1796041714808, 'portable_json', 'crm-operations', 1796041714809),
	('lead-conversion:north:00000002-0000-7000-8000-00000000000c', 1, 'load lead', '{"v":1,"is":"CaseOpened","value":{"context":{"lead":{"id":"00000002-0000-7000-8000-00000000000c","tenant_id":"north","version":3,"created_at":"2026-11-30T08:14:00Z","updated_at":"2026-11-30T08:14:00Z","lead_number":"LEAD-2026-0003","external_id":"Half converted","status":"contacted","status_entered_at":"2026-11-30T08:14:00Z","source":"fair","priority":"medium","score":{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8},"name":"Half converted","company":"Half converted  & Co","email":"Half.converted@Example.com","phone":null,"industry":"machines","territory":null,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"party_id":null,"contact_id":null,"campaign_id":null,"assigned_to":null,"assigned_at":null,"converted_to_opportunity_id":null,"qualified_at":null,"converted_at":null,"disqualified_at":null,"disqualification_reason":null,"reopened_count":0,"notes":null},"activities":{"total":1,"interactions":1,"recent":1,"meetings":1,"last_at":"2026-11-30T08:14:00Z"},"at":"2026-11-30T08:14:00Z"},"opportunity_id":"00000002-0000-7000-8000-000000000013","activity_id":"00000002-0000-7000-8000-000000000014"},"attempts":1}', NULL, NULL, 1796041715005, 1796041715016, 'portable_json', 'crm-operations', 1796041715017),
	('lead-conversion:north:00000002-0000-7000-8000-00000000000c', 2, 'find customer', '{"v":1,"is":null,"value":null,"attempts":1}', NULL, NULL, 1796041715018, 1796041715021, 'portable_json', 'crm-operations', 1796041715022);


--
-- Data for Name: queues; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.queues VALUES
	('095fc54b-1b88-493d-93e0-98b774600100', 'crm', NULL, 1, NULL, NULL, true, true, 0.05, 1796041712106, 1796041712230, 'crm-operations', 10, NULL, NULL, NULL),
	('755f1c7d-bd73-4489-b50b-f5c3a02c4a47', 'crm-maintenance', NULL, 1, NULL, NULL, true, false, 1, 1796041712270, 1796041712269, 'crm-operations', NULL, NULL, NULL, NULL);


--
-- Data for Name: streams; Type: TABLE DATA; Schema: dbos; Owner: -
--



--
-- Data for Name: workflow_events; Type: TABLE DATA; Schema: dbos; Owner: -
--



--
-- Data for Name: workflow_events_history; Type: TABLE DATA; Schema: dbos; Owner: -
--



--
-- Data for Name: workflow_input; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.workflow_input VALUES
	('lead-conversion:harbour:00000001-0000-7000-8000-000000000090', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-000000000090","attempt":"3be663fd-4137-4836-bf44-be5e787cde95","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-000000000090","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"da3055b36d5f6ca6949d66dddc1ff5da0790bce0844b0981ac2ec49dda16b1d0"}]}', 1796041712120),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6","attempt":"441cac7e-7693-4854-a482-279d42c4e038","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000c6","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"7e7f94887d4fee0c6f73e366c49668ae5281795096d7ab3b225bedc3140433f3"}]}', 1796041713233),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd","attempt":"3097d4dc-a968-46f8-80ca-e3ea04fa9403","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000cd","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"5f51108acf59f415989c0934ea4ae5c596b09023e376a0510205a35776b835e5"}]}', 1796041713268),
	('lead-routing:harbour:a868c2d591307138359f39a78f1ea12f', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-routing:harbour:a868c2d591307138359f39a78f1ea12f","attempt":"8af17d63-56ac-46c3-8917-9b9c6df69ce1","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"RouteBatch","value":{"lead_ids":["00000001-0000-7000-8000-0000000000cd"]}},"request_hash":"dda1e2af4a4477129eb2407ee41fb50613120cc9980628fc1a4a56ac0645122a"}]}', 1796041713275),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf","attempt":"c2cf6df8-b709-4ea0-b33d-28517553b4f7","actor":{"tenant_id":"harbour","user_id":"mara","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000001-0000-7000-8000-0000000000cf","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"66ef97ae023e3b6e79ecea6814f79e4c871cbbcb8d9cf5f6d4959beaafe76cf4"}]}', 1796041713284),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:north:00000002-0000-7000-8000-000000000001","attempt":"2ad1d0f8-3ed7-4019-8a4f-7e96432abbac","actor":{"tenant_id":"north","user_id":"admin","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000002-0000-7000-8000-000000000001","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"7672ccb591a28b07958affe60f271542e8692ecabebfbb53e9401fa0ea12422a"}]}', 1796041714716),
	('lead-conversion:north:00000002-0000-7000-8000-00000000000c', '{"namedArgs":{},"positionalArgs":[{"process_id":"lead-conversion:north:00000002-0000-7000-8000-00000000000c","attempt":"bb483983-fb67-47d8-9fe0-1d43b7ea232d","actor":{"tenant_id":"north","user_id":"admin","roles":["admin"]},"command":{"v":1,"is":"ConvertLead","value":{"lead_id":"00000002-0000-7000-8000-00000000000c","customer_id":null,"opportunity_name":null,"expected_revenue":null,"expected_close_date":null,"assigned_to":null,"pipeline_id":null,"override_reason":null}},"request_hash":"d2c39f77253075c77c02eb5dd82ff144da60076c94a7fa138034582060003174"}]}', 1796041715003);


--
-- Data for Name: workflow_output; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.workflow_output VALUES
	('lead-conversion:harbour:00000001-0000-7000-8000-000000000090', '{"request_hash":"da3055b36d5f6ca6949d66dddc1ff5da0790bce0844b0981ac2ec49dda16b1d0","is_final":true,"answer":{"v":1,"is":"Conversion","value":{"lead_id":"00000001-0000-7000-8000-000000000090","customer_id":"00000001-0000-7000-8000-000000000099","opportunity_id":"00000001-0000-7000-8000-000000000097","opportunity_number":"OPP-2026-0003","customer_created":true}},"error":null}', NULL, 1796041712382),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', NULL, '{"name":"PortableWorkflowError","message":"after commit is refused on purpose these steps could not be undone: {''create customer'': ''undo create customer is refused on purpose''}; undone: [''link customer'']","code":null,"data":{"v":1,"error":"CompensationFailed","kind":"refused","template":"after {cause} these steps could not be undone: {not_undone}; undone: {undone}","facts":{"cause":"commit is refused on purpose","not_undone":{"create customer":"undo create customer is refused on purpose"},"undone":["link customer"]}}}', 1796041714812);


--
-- Data for Name: workflow_schedules; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.workflow_schedules VALUES
	('0863dd16-5a6a-47b5-a690-32cf5ef61cb7', 'crm-prune_outbox', 'maintenance', NULL, '17 3 * * *', 'ACTIVE', '"prune_outbox"', NULL, false, NULL, 'crm-maintenance', 'crm-operations'),
	('f7646a2d-15bd-4d27-b199-d4eb90998551', 'crm-forget_updates', 'maintenance', NULL, '7 4 * * *', 'ACTIVE', '"forget_updates"', NULL, false, NULL, 'crm-maintenance', 'crm-operations'),
	('317d013c-bb9a-42cd-a44a-f1d72c0f5664', 'crm-forget_processes', 'maintenance', NULL, '47 3 * * *', 'ACTIVE', '"forget_processes"', NULL, false, NULL, 'crm-maintenance', 'crm-operations');


--
-- Data for Name: workflow_status; Type: TABLE DATA; Schema: dbos; Owner: -
--

INSERT INTO dbos.workflow_status VALUES
	('lead-conversion:harbour:00000001-0000-7000-8000-000000000090', 'SUCCESS', 'lead-conversion', 'harbour', NULL, NULL, NULL, NULL, NULL, '01a22c6d-a21e-74ce-8c5c-a1ae1bcba362', 1796041712120, 1796041712382, '1', '', NULL, NULL, 1, 'crm', NULL, NULL, NULL, 1796041712329, NULL, 0, 'harbour', NULL, NULL, NULL, 'portable_json', NULL, false, false, 1796041712382, '{}', NULL, NULL, false, 'crm-operations', 'e0221446-46e0-45a2-877b-57b3a7175ae5'),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6', 'ENQUEUED', 'lead-conversion', 'harbour', NULL, NULL, NULL, NULL, NULL, NULL, 1796041713233, 1796041713233, '1', '', NULL, NULL, 0, 'crm', NULL, NULL, NULL, NULL, NULL, 0, 'harbour', NULL, NULL, NULL, 'portable_json', NULL, false, false, NULL, '{}', NULL, NULL, false, 'crm-operations', 'f63eb1fe-39ea-4334-ae3d-1c365a6c39ef'),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd', 'ENQUEUED', 'lead-conversion', 'harbour', NULL, NULL, NULL, NULL, NULL, NULL, 1796041713268, 1796041713268, '1', '', NULL, NULL, 0, 'crm', NULL, NULL, NULL, NULL, NULL, 0, 'harbour', NULL, NULL, NULL, 'portable_json', NULL, false, false, NULL, '{}', NULL, NULL, false, 'crm-operations', '8fb64cdb-31ef-43f4-92f2-df174ef8cd9f'),
	('lead-routing:harbour:a868c2d591307138359f39a78f1ea12f', 'ENQUEUED', 'lead-routing', 'harbour', NULL, NULL, NULL, NULL, NULL, NULL, 1796041713275, 1796041713275, '1', '', NULL, NULL, 0, 'crm', NULL, NULL, NULL, NULL, NULL, 0, 'harbour', NULL, NULL, NULL, 'portable_json', NULL, false, false, NULL, '{}', NULL, NULL, false, 'crm-operations', '59678da6-f52a-4613-a101-1a5c52ba1d29'),
	('lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf', 'CANCELLED', 'lead-conversion', 'harbour', NULL, NULL, NULL, NULL, NULL, NULL, 1796041713284, 1796041713303, '1', '', NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0, 'harbour', NULL, NULL, NULL, 'portable_json', NULL, false, false, 1796041713303, '{"cancelled_by": "mara"}', NULL, NULL, false, 'crm-operations', 'af177712-98f4-4933-bf84-2551ec3dce60'),
	('lead-conversion:north:00000002-0000-7000-8000-000000000001', 'ERROR', 'lead-conversion', 'north', NULL, NULL, NULL, NULL, NULL, '01a22c6d-ab8d-77de-b7aa-1d7ba2de5472', 1796041714716, 1796041714812, '1', '', NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, 'portable_json', NULL, false, false, 1796041714812, 'null', NULL, NULL, false, 'crm-operations', '2e66ab1d-7e3a-47b5-bac2-a4142d2e8fe5'),
	('lead-conversion:north:00000002-0000-7000-8000-00000000000c', 'PENDING', 'lead-conversion', 'north', NULL, NULL, NULL, NULL, NULL, '01a22c6d-acc1-70ab-ba56-9d9b880210fc', 1796041715003, 1796041715003, '1', '', NULL, NULL, 1, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, '8df2996d-1113-410b-8b85-b7279ace213d', NULL, 'portable_json', NULL, false, false, NULL, 'null', NULL, NULL, false, 'crm-operations', '8df2996d-1113-410b-8b85-b7279ace213d');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES
	('0100');


--
-- Data for Name: crm_activities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_activities VALUES
	('harbour', '00000001-0000-7000-8000-000000000030', 1, '5f0e0d66c3680b31c4d13851b0dd6ff5395de8530b563dc1b92d7c0cef6f6a5b', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-02 09:07:00+00', 'mara', NULL, 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000035', 1, 'bfcbb278fa08284de67ba181b1577e7fb40f0dab4c4a167b97841e882adef8b3', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00', 'opportunity', '00000001-0000-7000-8000-000000000034', 'note', 'Converted from LEAD-2026-0001', NULL, NULL, NULL, '2026-11-02 09:07:00+00', 'mara', 'mara', 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000040', 1, '9435a8bb71f6bccbdf8cc875fa04042c9f4bb553569d30d12e06a349ccfd7391', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-02 09:14:00+00', 'mara', NULL, 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000045', 1, '4f072fb9fa358132c8a8d7fdf7095a352e51f9cc253fd943d3adcc7bb4ff532a', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', 'note', 'Converted from LEAD-2026-0002', NULL, NULL, NULL, '2026-11-02 09:14:00+00', 'mara', 'mara', 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000074', 1, '723b3bebb540233fa3d177c7d7ce926b3dc326adbd11e3f7867ba58bcff9feed', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000060', 'task', 'Call back', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', NULL, '2026-11-06 09:35:00+00', NULL, NULL, 'theo', 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000076', 2, '422d6e3fb080d19af51d67ef3679fefe440f9ea6493a33ec7a13b9d14b79649e', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000060', 'task', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', NULL, '2026-11-06 09:35:00+00', '2026-11-05 09:35:00+00', 'mara', 'theo', 'mara'),
	('north', '00000001-0000-7000-8000-000000000083', 1, 'e6f9755414255241d7fac47f7fd5efa76711ae68772743dc8e6e3b82d773b74f', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-05 09:42:00+00', 'mara', NULL, 'mara'),
	('north', '00000001-0000-7000-8000-000000000088', 1, 'df88dd66b1109d3967773722a59e75fe512ea1774e00f862ebbcda7c4d48c57b', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', 'opportunity', '00000001-0000-7000-8000-000000000087', 'note', 'Converted from LEAD-2026-0001', NULL, NULL, NULL, '2026-11-05 09:42:00+00', 'mara', 'mara', 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000093', 1, '821cf758cf69ec293839f4364bdd6a3cb7b7617793163b9f8e422844adb53e34', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-05 09:49:00+00', 'mara', NULL, 'mara'),
	('harbour', '00000001-0000-7000-8000-000000000098', 1, '7d83cef001189d04cf0dfff694a51869c8e575208ce6931863f236474b0cd97d', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', 'opportunity', '00000001-0000-7000-8000-000000000097', 'note', 'Converted from LEAD-2026-0006', NULL, NULL, NULL, '2026-11-05 09:49:00+00', 'mara', 'mara', 'mara'),
	('harbour', '00000001-0000-7000-8000-0000000000c9', 1, 'aec6d5b89794b4a79ac47f3d82e3cb6711a31f937d26045565b745d02e8a2e2d', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'lead', '00000001-0000-7000-8000-0000000000c6', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-30 08:07:00+00', 'mara', NULL, 'mara'),
	('north', '00000002-0000-7000-8000-000000000004', 1, '1af9cf1ecdd4b68fdbf370fa5ea5040677032f2e6a4c075cadc3252ef019754b', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'lead', '00000002-0000-7000-8000-000000000001', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-30 08:07:00+00', 'mara', NULL, 'mara'),
	('north', '00000002-0000-7000-8000-00000000000f', 1, '0402766a8a11e0c6f4415c98a868eeead0824ca91cabaf0990c6a2475024d77b', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'lead', '00000002-0000-7000-8000-00000000000c', 'meeting', 'Met', NULL, 'successful', NULL, '2026-11-30 08:14:00+00', 'mara', NULL, 'mara');


--
-- Data for Name: crm_bookmarks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_bookmarks VALUES
	('harbour', 'partner', '2026-11-02 09:00:00+00'),
	('north', 'partner', '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_configuration_versions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_configuration_versions VALUES
	('harbour', 12),
	('north', 12);


--
-- Data for Name: crm_customer_journeys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_customer_journeys VALUES
	('harbour', '00000001-0000-7000-8000-0000000000a0', 4, '54925c338ee257d07ef592b3e651f072388e636def57a99284eb03014e6e609f', '2026-11-02 09:07:00+00', '2026-11-05 09:14:00+00', '00000001-0000-7000-8000-000000000036', '00000001-0000-7000-8000-00000000002d', 'party:00000001-0000-7000-8000-000000000036', 'sales', 1, 4, '2026-11-02 09:07:00+00', '2026-11-05 09:14:00+00', NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a4', 4, '4f0d34ac80337ec11776cf777c56bc3e6859de0d2cf156b444a8f9c220bdda5b', '2026-11-02 09:14:00+00', '2026-11-05 09:14:00+00', '00000001-0000-7000-8000-000000000046', '00000001-0000-7000-8000-00000000003d', 'party:00000001-0000-7000-8000-000000000046', 'sales', 1, 4, '2026-11-02 09:14:00+00', NULL, '2026-11-05 09:14:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line'),
	('harbour', '00000001-0000-7000-8000-0000000000b2', 2, '566ad5de5e145cdfec3f8101524257db77c5557b47bfe581066b8ce108a88390', '2026-11-05 09:21:00+00', '2026-11-05 09:21:00+00', NULL, '00000001-0000-7000-8000-000000000060', 'lead:00000001-0000-7000-8000-000000000060', 'sales', 1, 1, '2026-11-05 09:21:00+00', NULL, '2026-11-05 09:21:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line'),
	('harbour', '00000001-0000-7000-8000-0000000000b7', 1, '7ca9fd62c4e48cc8d104c5025dc61c88003f0550090d761d6a4b13131f0ac272', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', NULL, '00000001-0000-7000-8000-000000000066', 'lead:00000001-0000-7000-8000-000000000066', 'sales', 1, 1, '2026-11-05 09:35:00+00', NULL, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b5', 2, 'de821ae4c8d3f52f71e80c1af153a4d8ab1beae1cee46a5702a330df635bc1e9', '2026-11-05 09:28:00+00', '2026-11-05 09:35:00+00', NULL, '00000001-0000-7000-8000-000000000064', 'lead:00000001-0000-7000-8000-000000000064', 'sales', 1, 1, '2026-11-05 09:28:00+00', NULL, '2026-11-05 09:35:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀'),
	('harbour', '00000001-0000-7000-8000-0000000000be', 3, 'a169913940d4a6f9a962fd2071e80e989e6e2e0c05c616bb5503370e5716dca6', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', '00000001-0000-7000-8000-000000000099', '00000001-0000-7000-8000-000000000090', 'party:00000001-0000-7000-8000-000000000099', 'sales', 1, 3, '2026-11-05 09:49:00+00', NULL, NULL, NULL),
	('north', '00000001-0000-7000-8000-0000000000c2', 3, '7b898ee16c321829d3d12475b69084bd9f105c2e1e4ff5028b2028b5ee7c1234', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', '00000001-0000-7000-8000-000000000089', '00000001-0000-7000-8000-000000000080', 'party:00000001-0000-7000-8000-000000000089', 'sales', 1, 3, '2026-11-05 09:42:00+00', NULL, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000d1', 2, '035fbdc567ef19de645b14a32654ebe441e5f97f771da0352395b6551475271b', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', NULL, '00000001-0000-7000-8000-0000000000c6', 'lead:00000001-0000-7000-8000-0000000000c6', 'sales', 1, 2, '2026-11-30 08:07:00+00', NULL, NULL, NULL);


--
-- Data for Name: crm_customer_links; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_customer_links VALUES
	('harbour', '00000001-0000-7000-8000-000000000036', '00000001-0000-7000-8000-000000000034'),
	('harbour', '00000001-0000-7000-8000-000000000046', '00000001-0000-7000-8000-000000000044'),
	('north', '00000001-0000-7000-8000-000000000089', '00000001-0000-7000-8000-000000000087'),
	('harbour', '00000001-0000-7000-8000-000000000099', '00000001-0000-7000-8000-000000000097');


--
-- Data for Name: crm_customers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_customers VALUES
	('harbour', '00000001-0000-7000-8000-000000000036', 'Won  & Co', '00000001-0000-7000-8000-000000000037', 'Won', 'Won@Example.com', 'won@example.com', NULL, 'machines', NULL, '00000001-0000-7000-8000-00000000002d', NULL, false, false, 'lead-conversion:harbour:00000001-0000-7000-8000-00000000002d/customer', '2026-11-02 09:07:00+00'),
	('harbour', '00000001-0000-7000-8000-000000000046', 'Back  & Co', '00000001-0000-7000-8000-000000000047', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 'Back@Example.com', 'back@example.com', '+49 30 123 456', 'machines', 'theo', '00000001-0000-7000-8000-00000000003d', 'de', false, true, 'lead-conversion:harbour:00000001-0000-7000-8000-00000000003d/customer', '2026-11-02 09:14:00+00'),
	('north', '00000001-0000-7000-8000-000000000089', 'North  & Co', '00000001-0000-7000-8000-00000000008a', 'North', 'North@Example.com', 'north@example.com', NULL, 'machines', NULL, '00000001-0000-7000-8000-000000000080', NULL, false, false, 'lead-conversion:north:00000001-0000-7000-8000-000000000080/customer', '2026-11-05 09:42:00+00'),
	('harbour', '00000001-0000-7000-8000-000000000099', 'Queued and done  & Co', '00000001-0000-7000-8000-00000000009a', 'Queued and done', 'Queued.and.done@Example.com', 'queued.and.done@example.com', NULL, 'machines', NULL, '00000001-0000-7000-8000-000000000090', NULL, false, false, 'lead-conversion:harbour:00000001-0000-7000-8000-000000000090/customer', '2026-11-05 09:49:00+00'),
	('north', '00000002-0000-7000-8000-00000000000a', 'Left to a person  & Co', '00000002-0000-7000-8000-00000000000b', 'Left to a person', 'Left.to.a.person@Example.com', 'left.to.a.person@example.com', NULL, 'machines', NULL, '00000002-0000-7000-8000-000000000001', NULL, false, false, 'lead-conversion:north:00000002-0000-7000-8000-000000000001/customer', '2026-11-30 08:07:00+00'),
	('north', '00000002-0000-7000-8000-000000000015', 'Half converted  & Co', '00000002-0000-7000-8000-000000000016', 'Half converted', 'Half.converted@Example.com', 'half.converted@example.com', NULL, 'machines', NULL, '00000002-0000-7000-8000-00000000000c', NULL, false, false, 'lead-conversion:north:00000002-0000-7000-8000-00000000000c/customer', '2026-11-30 08:14:00+00');


--
-- Data for Name: crm_decisions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_decisions VALUES
	('harbour', '00000001-0000-7000-8000-000000000033', 'score', 'lead', '00000001-0000-7000-8000-00000000002d', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-02 09:07:00+00', 2, '{"case.lead":["a5470530884fc3803fe2cf54e3824a10",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Won  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"JPY","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["e27c5e4fa2368a11f59814d1fbec48a4",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["5f54543356b7ad41b1daeb00ca6072a9","EUR"],"verdict.score":["a5456bee4bb2c16cc8fee81c07c5c81b",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["cff0b5cea5feeb84639abcaa77fe3cd6",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["c8ad33e7f9127eb8fe9946ff96ba1725",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["280734eb873896f5d9d56c468ba7e3ce",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in JPY, so the two cannot be compared"}]],"verdict.facts":["c463fa80624860f0b0c7c78b5b52d142",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Won  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"JPY","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["7b35f1f9b25cbb69059135b7c7948ac7","standard scoring 1"],"verdict.model_version":["096145d9a22abfb901483a4cc64ce5ce",2],"reasons":["723144f57ce1f5cc0ae40f4df1d144cf",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in JPY, so the two cannot be compared"]]}', '{"case.activity":"7d81d2e59c5d01c466e5985beededa74a202086959ec2ae78a468db3e70eb19e","case.currency":"349b922d2d9f8ca05315999e4a263dd9bd164c37ee7b802a9f4ce4d3c86a2e72","case.lead":"17ac58602890d46b98998637edd3adf449e06f9e03fe0ea94034f1a769bfcc85","reasons":"eab0dabaed6a4e52f8baa04a6516b11a603ab43a84955de9a0803304fcd41aed","verdict.categories":"23ba56937cb45b4aea7a70819d6e37055b34a898ca5fe5dae0fbae9f74571843","verdict.facts":"b1897a1f24b2cfdf0b9b65e7a9e9103719e51b5d16d1fc7e3f99bbc8a78f4f29","verdict.lines":"93067eb285294fe970452e967ad52ce824c3a7446e93f9e382dceedcfc5361f3","verdict.model_name":"0c0f9b8562a44de5e9adcf97a2a521871e5ca35eacae7d802fb671e4c336fde9","verdict.model_version":"078d001412fe67d61a50c368dd5445a652ac57dda88e589ff10b18db6df58c65","verdict.score":"d25f75317fbc070315ba74702d52e1d5b5b3a98222ce84547bd8d9e67a799c30","verdict.skipped":"1a9a4a879b13b36df00405c546a4f8a12159ca39d74328ea5ce363a2b335c551"}', '0000000000000000000000000000000000000000000000000000000000000000', 'd3162297e68a8222121612723fe09eeb495349544437ec4e869043569f762c6f'),
	('harbour', '00000001-0000-7000-8000-000000000039', 'qualification', 'lead', '00000001-0000-7000-8000-00000000002d', 2, 'score>=40 activities>=1 age<=90d', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', 1, 'mara', '2026-11-02 09:07:00+00', 2, '{"case.score":["29c457a8e76fc1e0c9693b57ac056184",59],"case.activity_count":["dda2739d441614b77cc64c3e1482fe40",1],"case.age_days":["2368aa4e7d93e0519b773e98109928a7",0],"case.override_reason":["2e85aab14ac180c19587e815c5c0e810",null],"verdict.verdict":["767b3fb21c6eda96553712e7b12401f0","qualified"],"verdict.reasons":["376547a4b6979c0a9573bff627141eae",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]],"reasons":["1472383634d60a9116854732cabf0b79",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]]}', '{"case.activity_count":"77d608e9a958d8c43477c6c7495aef55fc331f6d2a2b23713b314e8fe0117c23","case.age_days":"c790100f69bb5baf6ea872e476d14f6ed15427df3f4b84eab405c63a84ac340a","case.override_reason":"ad12d66c50ebb639d57a1f9e3c1fa2dda2f28969dd19fe850ce5fea9d08bacf7","case.score":"b0f80fa2ed50186fe1d2e79a51593c97cc75b5f7aa89cf4fd120a169b033e400","reasons":"80a005e908507fd2a8c8621e771546ea509e78b6826067c20433c874acc2b17a","verdict.reasons":"0529d6bb47a83a0de0641a2ce6cb91513671e71f40f504512668941bfcf037f5","verdict.verdict":"1d345c525a262e25e7e52b4f487b8288711cc6a7a27dc7bdc43c8663d272a43c"}', 'd3162297e68a8222121612723fe09eeb495349544437ec4e869043569f762c6f', 'c44a5e5ef056a5eb87edc08f75765d8d3ed57c1a09ac1422b3bcf4f6e50c7361'),
	('harbour', '00000001-0000-7000-8000-000000000043', 'score', 'lead', '00000001-0000-7000-8000-00000000003d', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-02 09:14:00+00', 2, '{"case.lead":["dee8ed630a2dc9825e68f98c2429026a",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Back  & Co","has_email":true,"has_phone":false,"estimated_value_minor":200002,"currency_code":"KWD","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["bd8e7ea7fb7fd5c54abe71196bb47954",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["aeef53d042a5910c9142a49b07b67449","EUR"],"verdict.score":["b4c7ff30bbcd1e207c439531fbbaa969",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["51c9da08c52336106d6985005a3d47d3",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["a8b4e5d3bfd28e078322b88c25bd3341",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["7178af7f1d4e1922409c2cb938140362",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in KWD, so the two cannot be compared"}]],"verdict.facts":["cb474e315b0610be969d9e26cc24e817",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Back  & Co","has_email":true,"has_phone":false,"estimated_value_minor":200002,"currency_code":"KWD","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["64389037022eeb3ceb9a37729c909d15","standard scoring 1"],"verdict.model_version":["1698eb220e7a47d17f5652d7b834c81f",2],"reasons":["5447de661f2cc0ce9f35dc5d6b8fe6eb",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in KWD, so the two cannot be compared"]]}', '{"case.activity":"73a415a5fd7a4a4e04145221253137828127c5e88d7bc12800e94e39e19bfc7d","case.currency":"d2bab80fa0613e9a05daa335e37e6ae434bad283cbd981f4edbdc8ab2139ab3f","case.lead":"8f49b63f2ece36b03fb92d1a67c59f6d4ff44df3f11cb68bb753929f94607c50","reasons":"87a172aa69a6c9371fa83f30a6bd9f3b092e3e538e6ad8351c77e7de5c58b0c7","verdict.categories":"febf97e1b8042b92e26d8d0e2e9a3e287634a3b9019dcac96224d592d958dc4c","verdict.facts":"bda1673ab4c1fd68ce398461945340e442a1d78327bf660c3e12d760b768b4f6","verdict.lines":"efb0d942ebda6ce84739519a2673615c19134260600237ae862281ba3cfee23b","verdict.model_name":"43abdd93dca8f964157e6f35efd6f02affcc5f35da1fb21cfdd775a3fff6717d","verdict.model_version":"5f37d71b3ffa7525b6a058ed0a1b2282bf360cf15ff98249c63f072df8f7506b","verdict.score":"728e9f82899cfdb6a6ece4fc6a884614184f89387d1ab4dc73b5af6b6a36cc1a","verdict.skipped":"809cafcb16f0484f8e8a9305d759f8740b21b68f825119cc55955e41f993a443"}', '0000000000000000000000000000000000000000000000000000000000000000', 'd81e50e2cc8ef788a2b8135dd7891e0dac0b65bb125171b26fe5dc62f55d7577'),
	('harbour', '00000001-0000-7000-8000-000000000049', 'qualification', 'lead', '00000001-0000-7000-8000-00000000003d', 2, 'score>=40 activities>=1 age<=90d', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', 1, 'mara', '2026-11-02 09:14:00+00', 2, '{"case.score":["90bf47be13c8562684da01ad6315cfce",59],"case.activity_count":["5caa3851f14917dc421e36b08becac24",1],"case.age_days":["987301cd9fd83a0222103bced9cb1c91",0],"case.override_reason":["fefa039a203a37d9f0ee744594eef9c3",null],"verdict.verdict":["15bf493316407a6854e0664f648e3e60","qualified"],"verdict.reasons":["6a9d2d7d09f90fbead84e8859e6edf0e",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]],"reasons":["08462e0655d8ab212fa8f7d5aae58530",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]]}', '{"case.activity_count":"c17c3a441575331ba26c6f54485d7440d879ecd103f080ba75a7cb43dee119b8","case.age_days":"dfb0ee84ae67b6d14ee6d4161bbd49a8843040ffb9445a6815bcef7332be41e6","case.override_reason":"578df1263192493487c60fd42b1ee248587deb898025b9b547edd4e7fe48667a","case.score":"1fe8339043714883a6e0031eec7f529e274f0a0f4a5c2cb6689d065ff42ccb05","reasons":"d6ceb8e30713fed37f4251c5c9566e8a04de6c90927ae4e81ff4a146b594f210","verdict.reasons":"1cf574d8af29177a0d6f6d7da285f73623434cb55705c82851e6910f338b129f","verdict.verdict":"56c66e1cbeaba29e192761d0f4024d3c029e72a51c4014bd7d78c3277395dd6c"}', 'd81e50e2cc8ef788a2b8135dd7891e0dac0b65bb125171b26fe5dc62f55d7577', '07757dc201b6f451c64287cf3a4aafa16c6ac0da0edac6e71669dca3ebfe90ed'),
	('harbour', '00000001-0000-7000-8000-00000000006b', 'routing', 'lead', '00000001-0000-7000-8000-000000000066', 1, '1', 'bdde1f2efcd4bb16fd256a401de7cd3d0f3ee311598b6a0f547a979438a85917', 1, 'mara', '2026-11-05 09:35:00+00', 2, '{"case.lead":["0621417236bed2943f5144f38bbd5504",{"source":"fair","priority":"medium","status":"new","score":0,"grade":"F","company":"Waiting  & Co","email_domain":"example.com","industry":"machines","territory":null,"estimated_value_minor":500005,"currency_code":"KWD","campaign_id":null,"party_id":null,"reopened_count":0,"created_at":"2026-11-05T09:35:00Z","attributes":{}}],"case.at":["03c5b0a10cb9e04dea1e9847cba6cd64","2026-11-05T09:35:00Z"],"case.owner_id":["4b416e2e4a0f7d70f4ac44ea2cb50270",null],"case.reassigned_from":["1a50619dc6cba8f63003337977116603",null],"case.last_turn":["dc6064547dfc9981108e685702681fee",1],"case.pool_stats":["d4829b3c04a33d2d137574754ce1f4b5",{"rule:nobody":[["kim",0,0,0,0]]}],"verdict.outcome":["7602e4184c871c1bd79ad6cf8361341a","queued"],"verdict.queue":["a91c45c2bb766f5affc4da509eafdbff","waiting"],"verdict.attempts":["0d7e962c4433753ac331502ce9ee0651",[{"rule_id":"nobody","strategy":"round_robin","pool":"rule:nobody","considered":[],"excluded":[{"reason":"lacks a required skill","users":["kim"]}]}]],"verdict.skipped_rules":["22935717f42408432350b1d9a1cf534d",[["ships","condition"]]],"reasons":["3af66fdedf50602327cd8bc413a6d9be",["nobody can take it now; it waits in ''waiting''","rule ''Whom nobody can take'': kim: lacks a required skill","rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' is not for it: condition"]]}', '{"case.at":"bbfd39c36fd6a9a2fc69f2aa9d281afd04adaf43801aeb3829d8c871d16b4b7c","case.last_turn":"97eed3a97627a934f4bb977d3fe1382188672cc2b032b27d51e4e8da3da2f6a0","case.lead":"a98c780ee60538e569b61d19acc127443cfddf533f9f37ef193a109b2862a1c0","case.owner_id":"241eaae3c5c491664ed6ca831dd25aa02639de15d46b39bc6f4fcb06032e2c98","case.pool_stats":"24188683ef7c647546e3a3b1c8d7c32fc36bd31db2fbf0553b267f43c9b01d89","case.reassigned_from":"f24e8be3592628376dc5ae63681c2dd188e389a8e987a41ca47412d1454466fc","reasons":"0fe8166f1d0433294c39a8b7c8474c58b23117b0fe96e9e3413087a6d1aeece9","verdict.attempts":"8c04918c7f892787ceeb81ab76aa2b9dcdd3729ecd3de891b04d2fc97ed1e615","verdict.outcome":"d633935299b0435c249f16aa1886f02ee8fbaee25ae756a7d9513f0d96d9ae87","verdict.queue":"16d3a04d473ee027f6c1758fe4c3291d5f6c719e78656782616722a2900c745b","verdict.skipped_rules":"d69c43402633a536dc43dc812a989405725e5d485caca10d58df7ef22497df7c"}', '0000000000000000000000000000000000000000000000000000000000000000', '4a424b85d6ef5c8e03e63488f037594a776086e10216470b4348128ffdf93fd4'),
	('harbour', '00000001-0000-7000-8000-000000000069', 'routing', 'lead', '00000001-0000-7000-8000-000000000064', 1, '1', 'bdde1f2efcd4bb16fd256a401de7cd3d0f3ee311598b6a0f547a979438a85917', 1, 'mara', '2026-11-05 09:35:00+00', 2, '{"case.lead":["4f8f0d2ffc2051160f9874e6bc507cb0",{"source":"fair","priority":"medium","status":"new","score":0,"grade":"F","company":"For the ships  & Co","email_domain":"example.com","industry":"ships","territory":"North Sea","estimated_value_minor":400004,"currency_code":"JPY","campaign_id":"fair-26","party_id":null,"reopened_count":0,"created_at":"2026-11-05T09:28:00Z","attributes":{}}],"case.at":["a17a28fe12476e26371d5d41bd5793f3","2026-11-05T09:35:00Z"],"case.owner_id":["221c0e06c304681226d7cff0a5d4b47b",null],"case.reassigned_from":["d79ebf87fe44b8725d91491116367107",null],"case.last_turn":["dc3a54aee54d7c5a28271febb0f0a33d",0],"case.pool_stats":["3ac0863fd09b4b2b915a6caf24f764be",{"team:sales":[["kim",0,0,0,0],["theo",0,0,0,0]]}],"verdict.outcome":["fa27d399a0a749df30faf734cae6635c","assigned"],"verdict.user_id":["f103dce983aae2af4af2101f16d82b6f","theo"],"verdict.rule_id":["75134531bd00313a11d751974838b71a","ships"],"verdict.strategy":["1a9c04cd9c7355c4d4d11a0e7e3e9e17","weighted"],"verdict.pool":["0b9ff33b5e9901ed5a87086eb5e6e505","team:sales"],"verdict.pointer_before":["2a1f49c8e9210c12bac4f965d6588d3b",[null,0]],"verdict.pointer_after":["863e69e12284b58e3f39d3094f5f510c",["theo",1]],"verdict.credits":["6456f150a996ce838014d35b9e07dadd",[["kim",1],["theo",-1]]],"verdict.attempts":["b4a1804b9467bf9d136c760aa1a7578d",[{"rule_id":"ships","strategy":"weighted","pool":"team:sales","considered":["kim","theo"],"excluded":[]}]],"verdict.skipped_rules":["7148d3cd3ffd75480d8804a9e4178181",[]],"reasons":["dc10f4da200511fa43da1b0eb3b91351",["theo by weighted of the rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀''"]]}', '{"case.at":"a90ed8764da45ff0f71ff2650d9345613793d9555d7aa2d295bb9b632ddb930e","case.last_turn":"c4af55d8e21b3f65bad1b1c12fcd77aaa85960360aeb4d2423c491a65771d1a1","case.lead":"6add60b67fba64c1162cefa0b49853c93ac369f45d25c2ec655d44e7db13b70b","case.owner_id":"9d5b31019974c8a95010f099d52eb4d61ab0ae3a3e954e212a29cc969fb43344","case.pool_stats":"e584b8e72143557af42670d7c340002f0706ba4cb00733a5d0fa319bc26d01f9","case.reassigned_from":"86a4a2eeb157634b81b0a5d52d6d4792216591ad25e3970b9f84ef4e25a89c26","reasons":"b2c024fcba16e13aabd076d4ccdade9b5f34629156fdef94c1ebbb14f1c472a8","verdict.attempts":"1ce1fbb8b9df78b714ce77913c85901737921a893427370fca698f03953e2a59","verdict.credits":"7fb6bb2a7c49f315417e10f3164402443e58e116bdc608243cde47b413890fba","verdict.outcome":"b62fb616e86f11572251fa663173e1bd8b090c48e338596c86a955b77e3d26c2","verdict.pointer_after":"c529acd2d95924491ea79f83df274e28c5f04a34a8a949f167586fc319eef999","verdict.pointer_before":"c8ca9ab361ad8f1397b4b70e88742465e89c6b36fad28b5105df22f6580410ed","verdict.pool":"436bec0373dfa979791ced5e2519891be5fa9143fc471f2497ab5257cbe76289","verdict.rule_id":"aa0c66200836af700b84f3d22d1947dd11ebfb8e8ba16e5da6173a1b49b175a1","verdict.skipped_rules":"cc24df12c414f058acb4f6ada334f9738c34b039e06d3052e76165b74ceb68e8","verdict.strategy":"9f90568ad869b48a9c3b85017428f81e43b53024037bd465d07c1ec2c07f8f21","verdict.user_id":"a4da51cd088d7d8e53706b9a33fe79dbceb1b64e1adbf2970114c22138dfeaf7"}', '0000000000000000000000000000000000000000000000000000000000000000', '87ddd9afd506fc0fb93ad46cff3eb3e7fc2d7a615bd806321ef9c5d23d4cfd01'),
	('harbour', '00000001-0000-7000-8000-000000000068', 'routing', 'lead', '00000001-0000-7000-8000-000000000060', 1, '1', 'bdde1f2efcd4bb16fd256a401de7cd3d0f3ee311598b6a0f547a979438a85917', 1, 'mara', '2026-11-05 09:35:00+00', 2, '{"case.lead":["70b98956fd531e8d61b81da20bbfbbc8",{"source":"fair","priority":"medium","status":"new","score":0,"grade":"F","company":"Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co","email_domain":"example.com","industry":"machines","territory":null,"estimated_value_minor":300003,"currency_code":"EUR","campaign_id":null,"party_id":null,"reopened_count":1,"created_at":"2026-11-05T09:21:00Z","attributes":{"flag":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","tonnes":12}}],"case.at":["0538eace71a0d26cf3d6f56484e0d01b","2026-11-05T09:35:00Z"],"case.owner_id":["51d73215f41fc22f19a978f5a1675b35",null],"case.reassigned_from":["25ac3ef5baa0e5facf91a726029a3af5",null],"case.last_turn":["8ed5b8a2f5d516c0955da58fafb0e5fd",0],"case.pool_stats":["609e2162b0d6a802707cd43dc757b944",{"rule:nobody":[["kim",0,0,0,0]]}],"verdict.outcome":["4a150f925f83fde7deebce6f576c880a","queued"],"verdict.queue":["1cd04f8a9b64d5d47155ae8c7d664489","waiting"],"verdict.attempts":["357568a0a6818a936114b934c1034f57",[{"rule_id":"nobody","strategy":"round_robin","pool":"rule:nobody","considered":[],"excluded":[{"reason":"lacks a required skill","users":["kim"]}]}]],"verdict.skipped_rules":["db36fc95ccd217d30cee5e0db40da4f5",[["ships","condition"]]],"reasons":["b6e45cdd705886d956b7153a2626d430",["nobody can take it now; it waits in ''waiting''","rule ''Whom nobody can take'': kim: lacks a required skill","rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' is not for it: condition"]]}', '{"case.at":"a0a3a7be657d2e1bdbc2cb20d2f70470215120f562f06f59c81c91ad178b395c","case.last_turn":"9db58b9687edea89994e3e69e7defd83dfe675a8fdb801b159f7875337d13ceb","case.lead":"9098599df299b2446d8cca99cefd9d15eb302ce8fec2b413669d469d1033cdbf","case.owner_id":"ffdd97b6353286f174d295bf792c86c901f5329bda7732a6c5231133e57cc923","case.pool_stats":"5cca932f6d30b3b7a52d4a1ea349dec677f73f2778dc8ce39b4d721e28900496","case.reassigned_from":"6a1d59ae61f50d80517430b13eba4fac65e417bdb49eecca0e4d908bab1ac804","reasons":"85621d2ecf1795d2aadd08be6840eadbf104e1324dc09307085cf947ea3c8721","verdict.attempts":"c10de9b6145d64d9d8df5484569ef2bfd4e6907adf902892715d4d505cad8327","verdict.outcome":"cd4f46ae565f65b90fc5ea15179f6eca07f33e1e868dcc8fb2ce0f27d209da68","verdict.queue":"e07db865648c31e79eeb0854cf0f12108acf93b6be4175a906a848c3fb785e99","verdict.skipped_rules":"616076e2ec76ca6467313af712b62146ab554a8e88ab59104b04f133fdd9c8d0"}', '0000000000000000000000000000000000000000000000000000000000000000', '1f2f39300f3d9c4ac517a6fa50d4cd5b6333cf146d7bcc04d4cd505cf0cb5960'),
	('harbour', '00000001-0000-7000-8000-000000000071', 'routing', 'lead', '00000001-0000-7000-8000-000000000060', 3, '1', 'bdde1f2efcd4bb16fd256a401de7cd3d0f3ee311598b6a0f547a979438a85917', 1, 'mara', '2026-11-05 09:35:00+00', 2, '{"case.lead":["72d78285850e41de5fd0ebf4492ed3e8",{"source":"fair","priority":"medium","status":"new","score":0,"grade":"F","company":"Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co","email_domain":"example.com","industry":"machines","territory":null,"estimated_value_minor":300003,"currency_code":"EUR","campaign_id":null,"party_id":null,"reopened_count":1,"created_at":"2026-11-05T09:21:00Z","attributes":{"flag":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","tonnes":12}}],"case.at":["a19e6d735a86c56c0098c857b90fdf2c","2026-11-05T09:35:00Z"],"case.owner_id":["f5d5cd19194c3aa3a581f94607d147f7",null],"case.reassigned_from":["42df66a7afc0741b64d5a57e32e5e684",null],"case.last_turn":["c83bef8f0a22db0921f8d4069461cc77",2],"case.pool_stats":["abb213a89a05a4fa79545c8af7644ede",{"rule:nobody":[["kim",0,0,0,0]]}],"verdict.outcome":["3b8fb13a0be40db36f395d9433b95daa","queued"],"verdict.queue":["64533fb50b149d8097d82a8130bc28e2","waiting"],"verdict.attempts":["617c72fe6fb20bece251501366f3cde7",[{"rule_id":"nobody","strategy":"round_robin","pool":"rule:nobody","considered":[],"excluded":[{"reason":"lacks a required skill","users":["kim"]}]}]],"verdict.skipped_rules":["354924f22b5c42ba410893dae929ab08",[["ships","condition"]]],"reasons":["44f4197c292e8fddbbf49e8bbf66d64c",["nobody can take it now; it waits in ''waiting''","rule ''Whom nobody can take'': kim: lacks a required skill","rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' is not for it: condition"]]}', '{"case.at":"a3fa34bb11f03c7cba421ce5249f8bc8c5af6c5544dd53feb552223b04d50573","case.last_turn":"c98c2f1edd19045e9ea53c909031dde0e774ad7229d809cc90d5f135d355033f","case.lead":"67b1ffe34af3e544d279be6c1b91361385e42dc44c972d8e862987887ad0a935","case.owner_id":"f32cb8eccc4acae32952bbbd4082487ee51a08b699d6c37d0a97f4d7e4b5176e","case.pool_stats":"4c46143d663c076961879419f2a75172fd46f4cd8441348e21c0da02d261d0a6","case.reassigned_from":"bee696474cb818d015c3299d0ed7da24fa8123f180abc67afddc8d14bbb6f284","reasons":"bef651d256fd013ce53d7ff4b74d034d4fa52c8427e7c9ae69f3f5eae0eddf2a","verdict.attempts":"c2ae1d6234040e29a777924a58bc015f038cc0adb9d8ce74da47abe04c41c37c","verdict.outcome":"ab510938ec420a9e92a7c2fd176597ae3c1e5da7e84dbbba543c205c095191bb","verdict.queue":"4d74ad7673af070cb1c94fad25ae36fce3b7e114278f47fdab104f354d30300c","verdict.skipped_rules":"47f7f361fc42ad6503fe58c22fe104a1d3115457702a46112b58ae40a836c556"}', 'decdcaee46f40e79f74fb2ed64b84e6c1b8997fee04da686ac102d5da9b7bb14', '51a8d5bc6aad0081346d7a8b463b1a9bf3377762bbb0deba0623544020d547d2'),
	('north', '00000001-0000-7000-8000-000000000086', 'score', 'lead', '00000001-0000-7000-8000-000000000080', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-05 09:42:00+00', 2, '{"case.lead":["92b7a44b6d385f62e7b5de16e2225dfb",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"North  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["42c1255f4d116f93a5b28dbc8a5ea1f8",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["25770e4773d4849b94489a67e03bb445","EUR"],"verdict.score":["41b09f602d5aa0542474de2ac1e62b0a",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["3e2c84dfe7d793c19bde140052a4990d",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["671f1edc3a8375affd48b2cf53e9d397",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["72b1221039b69a80fe923c170618f89e",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in CHF, so the two cannot be compared"}]],"verdict.facts":["ec059868dc41120993e520c628933b63",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"North  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["5cda9fee4f14e6443cf464ac5e978c48","standard scoring 1"],"verdict.model_version":["4bf0e1861b0fd92ce9d11c06735da0a3",2],"reasons":["45deb10a526edd52441da85a94e94ebe",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in CHF, so the two cannot be compared"]]}', '{"case.activity":"06cb915f63d81815c5cab3d23541c741b069e3dfb18fd54e703fd668fdd40386","case.currency":"2944a25e9f2e5916d1d58b61ab10882f375dea2a400c958816dacfe02cd4e811","case.lead":"493b15dfbf9b23ccd66d93a64e8aac01daeb1ac6d628213bee540d135b6901d2","reasons":"0abbacd1c5af1440bfaff941b1f67af881b84f62903cb2d909f08e3c3cb18151","verdict.categories":"8b45721fc7ec6f9f8907743d6005ac1218705ff73c9c12f910b1f633f783c7e2","verdict.facts":"56765531770e04bc15af56aba459a1cb6397dacda369a1226f7d495f465682fe","verdict.lines":"61fe21400fd73799db06bd09f1f8b5e80949705fda5eb612ccd4cc38c00ee19d","verdict.model_name":"e28f63cd723d68561ce1131afc7ef33cd91eada10659fa0cf2a94953351aa815","verdict.model_version":"78eef342813915ebaaa2c5721aa25e82120bf740b39a349ad575b4b7881f380f","verdict.score":"6942293960e76a535b4c2a49264928c0d6908f3c9cc59bed5e8f2b9873d261c3","verdict.skipped":"f4a121b14c464eacdb0674ad65a880adf1445468f66ade3aea53e2f1356fb9b7"}', '0000000000000000000000000000000000000000000000000000000000000000', 'decafd0125a446cf92a39ccc1475f0e25da3944dad0507cf9aae46a9f77720df'),
	('harbour', '00000001-0000-7000-8000-000000000096', 'score', 'lead', '00000001-0000-7000-8000-000000000090', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-05 09:49:00+00', 2, '{"case.lead":["6a7520fc935d291a8a61586a328aab88",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Queued and done  & Co","has_email":true,"has_phone":false,"estimated_value_minor":600006,"currency_code":"EUR","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["bada818a9062f067f5a6cba8b619ec0e",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["1f90884a463ebc982d46ef7131ff442b","EUR"],"verdict.score":["d0c49ea79822e78c58106ed285ab6c8c",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["922235a0a40a39e6b260fa8ab21214f7",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["1b5741160c0b2d2113cea34e129d3dd3",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["2d59a91ea098c46a43800fbfe22e7a15",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in EUR, so the two cannot be compared"}]],"verdict.facts":["077e0be87ee256929a4311ad99006454",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Queued and done  & Co","has_email":true,"has_phone":false,"estimated_value_minor":600006,"currency_code":"EUR","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["4564fff20945fd12036fa19c4fafe035","standard scoring 1"],"verdict.model_version":["e238c16da1712b8857b235735eb38c67",2],"reasons":["769483df9692648ef242ef2f35c462e4",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in EUR, so the two cannot be compared"]]}', '{"case.activity":"f9021148178a2e492df0b42fcb926755e13c41c4656cfb830a38482eecbaa760","case.currency":"db5f5f2474bfd14cd219c9f6065fdb2bd9b194081fac9ffe92f26e311ab66175","case.lead":"f7d97d8f8b1f7b0e9cb66905812879667ed6eceea24afb936cf3ddc8da02be69","reasons":"66c2cd998b7131375ed5450b1ea95cb22b1fb686e57eca64662fe03f30e66fa0","verdict.categories":"95d2369c25b5a10d55ecf4a0ccf647000c06fd1d1979bb788094a48fa86491f6","verdict.facts":"4b72e75f76d5a8280c6d0695a266a95f6891a79697c4dd6cd8d29d24615a6906","verdict.lines":"a6ebed8cc6a3a909095542043830759994ca35b713c73725c151e1e500fcb53d","verdict.model_name":"0ee4f2ef31a02c84da6aed5751a07fc8f8591b0a7dbfb6eb17b708578947f3ce","verdict.model_version":"43763738a3db56c9ac362519e2d6b5974d72ffecfbf8ce0ecc0df801efd85b97","verdict.score":"69a6f88496e2d15ceb6b82bc53213493c0812d5c8119861da0901a57ac29a6e9","verdict.skipped":"a988da0df16512880bcab9414efd964d57006562a3c6c41d6d791336b23c9639"}', '0000000000000000000000000000000000000000000000000000000000000000', '875ed7623569a2f880e2a55602ec262d4bdb8ed6ea7f4810fb08c1ce199ef1e4'),
	('harbour', '00000001-0000-7000-8000-00000000006e', 'routing', 'lead', '00000001-0000-7000-8000-000000000060', 2, 'by hand', NULL, NULL, 'mara', '2026-11-05 09:35:00+00', 2, '{"case.lead_id":["47c2ddeb386fdbf3b9be5e981e513320","00000001-0000-7000-8000-000000000060"],"case.user_id":["1ec21c1b4307f638fecd08df770af663","theo"],"case.reason":["b3b14ccd50b96e31c95dd942c2075c99","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"],"verdict.user_id":["48a1be9f1ec6ee97f71b58f6a9b84475","theo"],"verdict.previously":["e024ae8fccf6df400dde4e33d23da089",null],"reasons":["449686dec494449681cee5822e4cdd70",["theo by hand of mara: O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]]}', '{"case.lead_id":"e0dfb61e0a3bc08bfd0fa74d9ecb27999d55b823628233ff0ae52ad1ab571a3e","case.reason":"a5310120f02f2f23657038caf5d715c8c12197bb83910226ae0ca399e63b2e1b","case.user_id":"a167205824554d5ab42208ea61174c3cdf4540a7d78abc5937575e7b9d092ffc","reasons":"ccc1f10c83c1320816c518108d9cc726505f4b9daa905e45af8b6460e065d565","verdict.previously":"0f7c2447ed18e10f9bed8d5805be8f495a6bfa86875d5bca53f08bdb4ad04ce1","verdict.user_id":"20449e9498da2fa0be1b628fcbca2456d2a329713b8323cb9b317b640d4abb67"}', '1f2f39300f3d9c4ac517a6fa50d4cd5b6333cf146d7bcc04d4cd505cf0cb5960', 'decdcaee46f40e79f74fb2ed64b84e6c1b8997fee04da686ac102d5da9b7bb14'),
	('north', '00000001-0000-7000-8000-00000000008c', 'qualification', 'lead', '00000001-0000-7000-8000-000000000080', 2, 'score>=40 activities>=1 age<=90d', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', 1, 'mara', '2026-11-05 09:42:00+00', 2, '{"case.score":["43d746c628d8c872d1900b5ed0c1a05f",59],"case.activity_count":["fbee6a65c4ac2a904024359623cfe45d",1],"case.age_days":["de8a69a45bfa71a2de8e092870417e03",0],"case.override_reason":["1799e05dcaa0d3d965f22eec8039fe61",null],"verdict.verdict":["7793e80492b4753740497dd7be330d89","qualified"],"verdict.reasons":["7137e7c368a07fca9d96feea4d4bc966",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]],"reasons":["f6312d530fab6759be77194e81c0c6c5",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]]}', '{"case.activity_count":"dcc7eb537f19e05a2643fa9036b8b0b3f45b47fdad9e39bc57b4c9319541c901","case.age_days":"1d69a3a273f15d8855c5549fe80fcc4decad0ce19feca99646cdf46054eb9b0e","case.override_reason":"ae25353ae26220e2283324b7d0e5b72ed4b360e9d76dcc650ec7cdf42f3bed0e","case.score":"fe2379270a5adbc73c88264773de29a2752e4b447674339aa3d88016ae74fba3","reasons":"7d8d872cc334c9f2bfcf4163ee4ab2b820ac30a6e0e1f8fe8a511d2415770d85","verdict.reasons":"4f8423db6854892d82c15c098542f203dd3c057cbb7463db501300a5ec966c7d","verdict.verdict":"e100e1c2b288ebd5ac15def3c8fcc851e69cf171f9ee3cca4fe341c44d790aab"}', 'decafd0125a446cf92a39ccc1475f0e25da3944dad0507cf9aae46a9f77720df', 'f41bb96f0c361e008428007f956bc16b307a91cf66752f6243c6060927cd186e'),
	('harbour', '00000001-0000-7000-8000-00000000009c', 'qualification', 'lead', '00000001-0000-7000-8000-000000000090', 2, 'score>=40 activities>=1 age<=90d', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', 1, 'mara', '2026-11-05 09:49:00+00', 2, '{"case.score":["585c0805f69380205f011ddd13038617",59],"case.activity_count":["77659c9aaff86655bc83390a35315b68",1],"case.age_days":["c9a1b58810c8f66ab82b05fa5430058a",0],"case.override_reason":["23af85950b8bbad70dd8c2ffbecf7c74",null],"verdict.verdict":["e56e1b9f667c740e39f9f73a6c635572","qualified"],"verdict.reasons":["9323b598533bf224e7169a0c80b0504c",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]],"reasons":["88ce6aa758aacf847398eece1f241e98",["score 59, at least 40 needed","1 activities, at least 1 needed","0 days old, at most 90 needed"]]}', '{"case.activity_count":"b505ab7f0ecdd9b7c2b31148b2ec8f0e7402a9d222d76c57ac770e9d27c738f7","case.age_days":"7dd51198bfaf8a9e22641b5c71f385e552af031b7783832b5f7d65a97a199e07","case.override_reason":"d5f5692da7b52d7d0c93ae3475adceba3b981c9ad968a96e22f9394febb8c24f","case.score":"3b6da2a38d9d92e90504662824d57bc571fd0a7f5a122bf1f4c50e4fcd3287d5","reasons":"52769ff20418da27995fcaa1dfcaec86e95f1bbc88c5d7b73709680128f138e0","verdict.reasons":"331d896c8f93aa66856af438346d4c4a565ce6e44af6f71036fe47a594d579ec","verdict.verdict":"1ec57d573b6c58d772be11e4c95c16d61b7bc175253a1b7306c875e0834589f8"}', '875ed7623569a2f880e2a55602ec262d4bdb8ed6ea7f4810fb08c1ce199ef1e4', 'f2304c9f0fc9817a5ebf8c1887e1fc368f95d01281ef33cb38ad67f0b03619d8'),
	('harbour', '00000001-0000-7000-8000-0000000000cc', 'score', 'lead', '00000001-0000-7000-8000-0000000000c6', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-30 08:07:00+00', 2, '{"case.lead":["605b93f6626c565fbccf529a4332cc36",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Queued  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"JPY","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["e6d16cf9a23566d5de6a54462a9f07d0",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["8e2daacf785e0baa892a3cb86958f608","EUR"],"verdict.score":["ea1a4cf736c075374ef874a15bfca8d8",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["4e6b19f6e1b22074ab1f869cbe17d395",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["6acb01a50aefbd9c56f4d47ececfc50d",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["e0383061fef73f9bc13c04c47ce14e34",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in JPY, so the two cannot be compared"}]],"verdict.facts":["9bc91a8ff963b3b67672c5c042ab1c6d",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Queued  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"JPY","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["1f32726d9f0914c9b9d06e23602268fb","standard scoring 1"],"verdict.model_version":["30bfbd1a87b599bf7cbcc09afa1b4b14",2],"reasons":["cfeb1384dad004421c2192f780e2895e",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in JPY, so the two cannot be compared"]]}', '{"case.activity":"33ed32efc861b4b1bdcbaae4aa5c4cc4fad21dbcad3fb06b0b6d69feab85ef09","case.currency":"2c03c1c2bba99cde551dc09351c76e43c84a09e0026672c1fc46abc25a0572f4","case.lead":"16ff186f37816e25e0455ec44844486811d854042a43c1ff9ce33cb25fa4a901","reasons":"ca1461398b445bcf4e288329b00766eca2cedc4342d451c236e4a5080e984cc8","verdict.categories":"79fb3ed2853a32923f87a8bdc1e9c00b06c6c4b0fd4b69f74366b12048b07afa","verdict.facts":"759bbea2d434ab186efdce0f8e0cfebc73c20125ee098ce3877c2e1df3ece2fc","verdict.lines":"2a915bb614dce0c166780187dc4f0e21076c4545ee3bc0a495ddfaed22b58282","verdict.model_name":"1104cc024d8157dcc1eeca30b047053bef22f2cc9a08447f7b786cd0bd0bda33","verdict.model_version":"464b99bc139464e875a2b94fa71909c5f266094ca404ab480a93713598df8492","verdict.score":"e233a7a9302254adfe8babc854f85a343d842b4c404a9ce0d574ead00312d43b","verdict.skipped":"0dd2f5840919015f671bde98dc02bf215b1703cefc0ec6bd35d2316421879421"}', '0000000000000000000000000000000000000000000000000000000000000000', '50b79d5ae50f566ca587758757240c7f60ca4c13308a0e6b71af54e5fe88c915'),
	('north', '00000002-0000-7000-8000-000000000007', 'score', 'lead', '00000002-0000-7000-8000-000000000001', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-30 08:07:00+00', 2, '{"case.lead":["7a094f6c55f24da6bbb0c982a4a74ecb",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Left to a person  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["5e7613383404c0ecd65fcd38b0ac58a5",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["ba9228f04b420a5dc13a3fdfec40192d","EUR"],"verdict.score":["a59b206a22e383de1b39c25345c3a4ac",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["9d7d5c1bce4f198c3a3b50bdd7d1deed",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["051825235fafb79caeb3c2359dea4240",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["ce15026b03afac3750cbcbd245e3a999",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in CHF, so the two cannot be compared"}]],"verdict.facts":["86fe722a254ec8737640288c47b3a83d",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Left to a person  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["fe1f971f90d4a14ae5b4cf6244534a3f","standard scoring 1"],"verdict.model_version":["ed0e50c95edb58e0dce18e07deb3c6fd",2],"reasons":["b81fb1d9465b425fb3bbd810ab3b0be9",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in CHF, so the two cannot be compared"]]}', '{"case.activity":"d1962bc58fdd0e3db65ea2e6a9cd38425e0e53ba86bb7ddc1d1db034144c3168","case.currency":"77bf927a99dcc54a70548754af2147c0603cfaffdc0b9531557346572553bfc6","case.lead":"b39d005a838e307d83734e5785b05fd32d52cd6cddf922c62a9a26e4ab1cbb04","reasons":"31d2cb90026f53a49a4f25bd8d7d29a28d981c9b758a282b2660adce43080e2d","verdict.categories":"09becded28f5de0b02084a107729299ec4758f16e073fdc51bc52a79bfead1a6","verdict.facts":"4ec81fa2aca5338693998f74067beacafd81f3bc36e6f7f0bddb6eb77fd2f919","verdict.lines":"e3ca55d87512c57a51c9878b66b252e97029f4983e9713ccfaebf0bec60bf8bd","verdict.model_name":"8705ba8a2782c6f5f444532ead9131b4b5af4ea50dc6eb7ad7ede8ffad1ba705","verdict.model_version":"9a989571614a5029ad4368fe62da3f4d0e3d0b08f9e42008102a77668315313d","verdict.score":"7f8035376bdb365c5fdbdc2c5814501db028d53fba40c3172306bf2bdd502dfb","verdict.skipped":"47dd2e27df2bf8e15472a0c8dbb62a37e454e345a643e800c64fcaec60bf465d"}', '0000000000000000000000000000000000000000000000000000000000000000', '009cfb0011261c2e0b62cf93fc79fc05470d0b374327678a2fc37dcc5bc25c5c'),
	('north', '00000002-0000-7000-8000-000000000012', 'score', 'lead', '00000002-0000-7000-8000-00000000000c', 1, '2', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', 1, 'mara', '2026-11-30 08:14:00+00', 2, '{"case.lead":["e4b06598bf61b3f51291e52fc6d0614d",{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Half converted  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0}],"case.activity":["e4eb40f17dce94a3eec7939987d46eff",{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0}],"case.currency":["9bae451e50d468e06a46f5795387baf4","EUR"],"verdict.score":["7e39d4d517cfd440d1f78265c3b89a89",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}],"verdict.categories":["16fc59d329967e03714e81dc6781ee77",[{"category":"demographic","raw":17,"cap":25,"counted":17},{"category":"behavioral","raw":18,"cap":25,"counted":18},{"category":"engagement","raw":16,"cap":25,"counted":16},{"category":"firmographic","raw":8,"cap":25,"counted":8}]],"verdict.lines":["de411b63fd058d7a71cd1e87f1069b97",[{"kind":"rule","category":"demographic","factor":"email","condition":"lead.has_email","points":8,"percent":100,"counted":8},{"kind":"rule","category":"demographic","factor":"company","condition":"has(lead.company)","points":9,"percent":100,"counted":9},{"kind":"rule","category":"firmographic","factor":"industry","condition":"has(lead.industry)","points":8,"percent":100,"counted":8},{"kind":"rule","category":"behavioral","factor":"first_meeting","condition":"activity.meetings >= 1","points":12,"percent":150,"counted":18},{"kind":"rule","category":"engagement","factor":"in_touch","condition":"activity.interactions >= 1","points":8,"percent":100,"counted":8},{"kind":"rule","category":"engagement","factor":"recent_activity","condition":"activity.recent >= 1","points":8,"percent":100,"counted":8}]],"verdict.skipped":["7f2ed5083f42a0f8d27fe756e88112a3",[{"category":"firmographic","factor":"value","problem":"its amount is in USD and the lead''s in CHF, so the two cannot be compared"}]],"verdict.facts":["5bf6ce24f5471ef153ac9bc71ef515b3",{"lead":{"source":"fair","priority":"medium","industry":"machines","territory":null,"company":"Half converted  & Co","has_email":true,"has_phone":false,"estimated_value_minor":100001,"currency_code":"CHF","attributes":{},"age_days":0,"reopened_count":0},"activity":{"total":1,"interactions":1,"recent":1,"meetings":1,"days_since_last":0},"currency":"EUR"}],"verdict.model_name":["1d055fe1e90d3a2d86d1431fa5c0f583","standard scoring 1"],"verdict.model_version":["8bad1b2aa7da0c3afa058ba86afd5fbd",2],"reasons":["499c31b9499783f590ddcbceb1b4e5ce",["demographic/email +8: lead.has_email","demographic/company +9: has(lead.company)","firmographic/industry +8: has(lead.industry)","behavioral/first_meeting +18, 150 % of 12: activity.meetings >= 1","engagement/in_touch +8: activity.interactions >= 1","engagement/recent_activity +8: activity.recent >= 1","firmographic/value was skipped: its amount is in USD and the lead''s in CHF, so the two cannot be compared"]]}', '{"case.activity":"d55974b7542bd12841d8b21ffac7c1b6751e140d4892bacdb4ed067b1e776d40","case.currency":"15526dc59602a4702b958da7b489629a35b1f25d1539bc447b981ade549a10b8","case.lead":"163df2f7afe60d81b1dcead422691c7cb2f6c3592ce4e0ac2d988b630aa7acc3","reasons":"d84a054c763553a28958b58353d71ffd9d5df3b4e5f99e78935ede08234a5d32","verdict.categories":"5448355f2e9669d45c44a5ece48d4e575173279622c0ab8edcdbef55fe8fb1a3","verdict.facts":"720670a6c48a557f905208f9c98ff11c62625031f5c2db95ab45e650e7b69e45","verdict.lines":"0017f74f465f100451d55087cc84e55440a1de32988534b56a7274f706ef84c5","verdict.model_name":"b794651ace33a7660be1d3ac50c1747e744be6b2a1bc5dfcb7309ac366a2b587","verdict.model_version":"18b43f736be134a235d875c451bd334a32f0faa8c90b5cc2e8aa48819d77657d","verdict.score":"ed148b1e5fa3919d770692133a767ee1e65da2178ff9e51d385e0ec5dcb724d1","verdict.skipped":"2f1391f0aecfc27066028691b5206e11bd2e064b9bd41cf2763d809dd0291b69"}', '0000000000000000000000000000000000000000000000000000000000000000', '1c969a2289744c5aefea095ddc43e087470e14c3de61ef98987d500a42968b2d');


--
-- Data for Name: crm_encryption_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_encryption_keys VALUES
	('5a3770e9bc5b', true, '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_entity_counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_entity_counters VALUES
	('harbour', 'activity', '00000001-0000-7000-8000-000000000030', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000002d', 5, 2, 'c44a5e5ef056a5eb87edc08f75765d8d3ed57c1a09ac1422b3bcf4f6e50c7361'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000040', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000097', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000090', 5, 2, 'f2304c9f0fc9817a5ebf8c1887e1fc368f95d01281ef33cb38ad67f0b03619d8'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a0', 4, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000003d', 5, 2, '07757dc201b6f451c64287cf3a4aafa16c6ac0da0edac6e71669dca3ebfe90ed'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a4', 4, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000034', 6, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b2', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b5', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 10, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b7', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000be', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'journey', '00000001-0000-7000-8000-0000000000c2', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000066', 1, 1, '4a424b85d6ef5c8e03e63488f037594a776086e10216470b4348128ffdf93fd4'),
	('harbour', 'activity', '00000001-0000-7000-8000-0000000000c9', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000c6', 3, 1, '50b79d5ae50f566ca587758757240c7f60ca4c13308a0e6b71af54e5fe88c915'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 6, 3, '51a8d5bc6aad0081346d7a8b463b1a9bf3377762bbb0deba0623544020d547d2'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000064', 4, 1, '87ddd9afd506fc0fb93ad46cff3eb3e7fc2d7a615bd806321ef9c5d23d4cfd01'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000074', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000076', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'activity', '00000001-0000-7000-8000-000000000083', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000cd', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000cf', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000d1', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'opportunity', '00000001-0000-7000-8000-000000000087', 2, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'lead', '00000001-0000-7000-8000-000000000080', 5, 2, 'f41bb96f0c361e008428007f956bc16b307a91cf66752f6243c6060927cd186e'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000093', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'activity', '00000002-0000-7000-8000-000000000004', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'lead', '00000002-0000-7000-8000-000000000001', 3, 1, '009cfb0011261c2e0b62cf93fc79fc05470d0b374327678a2fc37dcc5bc25c5c'),
	('north', 'activity', '00000002-0000-7000-8000-00000000000f', 1, 0, '0000000000000000000000000000000000000000000000000000000000000000'),
	('north', 'lead', '00000002-0000-7000-8000-00000000000c', 3, 1, '1c969a2289744c5aefea095ddc43e087470e14c3de61ef98987d500a42968b2d');


--
-- Data for Name: crm_history; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_history VALUES
	('harbour', 'pipeline', '00000001-0000-7000-8000-000000000007', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["723e67a72f1e8ce08883ff13a41cd3ea","2026-11-02T09:00:00Z"],"name":["4a638e8e926a0652159c83b1061953f3","Sales"],"is_default":["041bab106876d3a471a74c7c4bf3a5a6",true],"stages":["348ea03e3ddd04d3ec3d813c183783f9",[{"id":"00000001-0000-7000-8000-000000000001","name":"prospecting","display_name":"Prospecting","display_order":1,"probability":{"basis_points":1000,"adjusted_at":null},"outcome":"open","next_stages":["qualification","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000002","name":"qualification","display_name":"Qualification","display_order":2,"probability":{"basis_points":2500,"adjusted_at":null},"outcome":"open","next_stages":["proposal","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000003","name":"proposal","display_name":"Proposal","display_order":3,"probability":{"basis_points":5000,"adjusted_at":null},"outcome":"open","next_stages":["negotiation","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000004","name":"negotiation","display_name":"Negotiation","display_order":4,"probability":{"basis_points":7500,"adjusted_at":null},"outcome":"open","next_stages":["closed_won","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000005","name":"closed_won","display_name":"Closed won","display_order":5,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-000000000006","name":"closed_lost","display_name":"Closed lost","display_order":6,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"97198ed1a0091e524e0895a5369e9e0d606818ec91c040f5cb49cbd31c680cce","is_default":"e8c7d982a728d95f2b997ae96b8b4fd087d8eabdc09c554d0898cd153f4c8faa","name":"f78e4db1d121a81c446bda0eb48a6362b57265bcba8004bf218e2cb350a32697","stages":"361d1c3717a705021dee58714b93dc01a7b6304d916434b899b3b40f3c28a9a8"}', '0000000000000000000000000000000000000000000000000000000000000000', '57024c86ba8fc3f5c49d81bdb383bff403defd7bba5fa8dd32a6756bf75f964a'),
	('harbour', 'source', '00000001-0000-7000-8000-000000000008', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["a0edc1a15990e9a753d4fe7f4e96bee3","2026-11-02T09:00:00Z"],"key":["907c4414ebc01c4e090a9a17700825bb","fair"],"name":["2c8281785b57f9e21d24f454b66f9121","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"]}', '{"created_at":"a904cf2629d29201350bb196bc7697e0f079c4cefb9277964a015d514710aa87","key":"a6877cd95e184ab8cd5a52b0636aa3555abe92be0c5ac10c5a06a6bb175a8d30","name":"2231ceb58de3196f431e5ffe7e6a537110ad6d92ffdc181b5a964bbb40754f54"}', '0000000000000000000000000000000000000000000000000000000000000000', '26eb3c89414e46045eebe2330aa39e43dc831aac55db2e9b58c158f998232906'),
	('harbour', 'source', '00000001-0000-7000-8000-000000000009', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"retired_at":["427b993b1e76832c43488bd5cafe3bf5","2026-11-02T09:00:00Z"]}', '{"retired_at":"b85d88ab3f2f703747fe2d25e5cdb753f932517fa50c5744fbab555dea0f68b7"}', '1696b4688e2c628527f40934bb14be77f3db7a8d70f968a1f3924aeae3811cc8', '36faf86f3554427b9df2a5ef64564084e9f4b835b7d5281e8d0636e208d63177'),
	('harbour', 'source', '00000001-0000-7000-8000-000000000009', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["af2cba1c6c6f6e2ff5d0295e5ec46cb8","2026-11-02T09:00:00Z"],"key":["6b0f489b607c4c3c4ac6f5939c8fd36c","partner"],"name":["2e58cd8109bd812a9456e7f34d4086e6","Partner"]}', '{"created_at":"3fef9764c5f73978098a56b73381fc39f46d8eab938265aac523e18af34d9153","key":"632bbd4c5c7316e4b41d588b2502e4ce0a77116e0ffc55314bd0275a23cc94ae","name":"0474ea90c2b7549a8328c824973f4e051695858224c8c74f5d3d74d85bc5a8cb"}', '0000000000000000000000000000000000000000000000000000000000000000', '1696b4688e2c628527f40934bb14be77f3db7a8d70f968a1f3924aeae3811cc8'),
	('harbour', 'pipeline', '00000001-0000-7000-8000-00000000000d', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["04221e4a48f686308f5989fede72bc92","2026-11-02T09:00:00Z"],"name":["2372f110d37a9a69a481342b6fb6d81c","Repairs"],"is_default":["6f166346cdb8f4a039932197e15b3f49",false],"stages":["67df4c7f69de6b9e6723177c24316d0e",[{"id":"00000001-0000-7000-8000-00000000000a","name":"offer","display_name":"Offer","display_order":1,"probability":{"basis_points":4000,"adjusted_at":null},"outcome":"open","next_stages":["signed","gone"]},{"id":"00000001-0000-7000-8000-00000000000b","name":"signed","display_name":"Signed","display_order":2,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-00000000000c","name":"gone","display_name":"Gone","display_order":3,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"e23615a2cc6c1adb3c4a4c8ceffbab21552ed8ef6adc3525c41deafa39ec0d53","is_default":"1e4d706fb51c6bcae51e35f55b599c0db3557a20955398f331b8e7aebccb03fe","name":"cbd044b49797d6f57cc0dd43b797b1c6ba40b9d4b196dc793f9563285e03a006","stages":"5818ae61c451ed19e64de8bc8c61545490d64200eb4ea13f6bdb392fa5847f0d"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c2fda744633d9fd5d1060d1eb49351ff1e0c49240cce1292b16c72c97d5f5998'),
	('harbour', 'pipeline', '00000001-0000-7000-8000-00000000000d', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"description":["703bbfe9085bdcc741d9b1decdfa1015","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"description":"de353bb9b9ee24601784d246449a59d2158223ec164b5ffa15998b64b8b5f4f9"}', 'c2fda744633d9fd5d1060d1eb49351ff1e0c49240cce1292b16c72c97d5f5998', '7eae481f767816e12ba6531ca48d1bd609a18904647218c62b48e0ba3f32ecd0'),
	('harbour', 'pipeline', '00000001-0000-7000-8000-000000000014', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["8a2c72b420f9aa199b283387a7dd9fbc","2026-11-02T09:00:00Z"],"name":["5ef42649e66527d3d7d18b256b675d34","Former"],"is_default":["8dd3aa9ed1df979d40bfdf998cd7632b",false],"stages":["da785052acdd627d80d0200135858cbd",[{"id":"00000001-0000-7000-8000-00000000000e","name":"prospecting","display_name":"Prospecting","display_order":1,"probability":{"basis_points":1000,"adjusted_at":null},"outcome":"open","next_stages":["qualification","closed_lost"]},{"id":"00000001-0000-7000-8000-00000000000f","name":"qualification","display_name":"Qualification","display_order":2,"probability":{"basis_points":2500,"adjusted_at":null},"outcome":"open","next_stages":["proposal","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000010","name":"proposal","display_name":"Proposal","display_order":3,"probability":{"basis_points":5000,"adjusted_at":null},"outcome":"open","next_stages":["negotiation","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000011","name":"negotiation","display_name":"Negotiation","display_order":4,"probability":{"basis_points":7500,"adjusted_at":null},"outcome":"open","next_stages":["closed_won","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000012","name":"closed_won","display_name":"Closed won","display_order":5,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-000000000013","name":"closed_lost","display_name":"Closed lost","display_order":6,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"cfd840b4ff5f7a2d8301c73ac48e933bf366d8c8fa0c4bc9882f3c35190c0a2c","is_default":"a72721182446c03f00343393ab018d5446a05095e873d33f54a80d7f0d5d9b07","name":"3e42affab4db350937bb679dcbbbc0c7bb773d930547fc83618d5a09485dec32","stages":"0fd4576e014f51cd16e1319edb3b38f1410a91ce5333e5071dfd037526ab8804"}', '0000000000000000000000000000000000000000000000000000000000000000', 'a48177834af02a3798db75c404990ab767e744d61ed215e85717f6f218b5239f'),
	('harbour', 'pipeline', '00000001-0000-7000-8000-000000000014', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"retired_at":["f93ce3f724add9e51367632c076d7d1d","2026-11-02T09:00:00Z"]}', '{"retired_at":"74a00b502a1ea4ccbccd77e606a816dd21bfcd4f4d15d625d5dc3886cf4c7081"}', 'a48177834af02a3798db75c404990ab767e744d61ed215e85717f6f218b5239f', '391b4d6fc10184ebf02ea5170953c5206f51cc54c46f5e102e1bb1e737e4caa1'),
	('north', 'pipeline', '00000001-0000-7000-8000-00000000001d', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["cb70bd7aa32ba6f89719b3391b5b5c14","2026-11-02T09:00:00Z"],"name":["422096abd94c849d3e1bcbaec4b64feb","Sales"],"is_default":["8b6dab22c976e9c6889d01badb68f39b",true],"stages":["72040d0372e703a3c02c38fb26d9e8b3",[{"id":"00000001-0000-7000-8000-000000000017","name":"prospecting","display_name":"Prospecting","display_order":1,"probability":{"basis_points":1000,"adjusted_at":null},"outcome":"open","next_stages":["qualification","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000018","name":"qualification","display_name":"Qualification","display_order":2,"probability":{"basis_points":2500,"adjusted_at":null},"outcome":"open","next_stages":["proposal","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000019","name":"proposal","display_name":"Proposal","display_order":3,"probability":{"basis_points":5000,"adjusted_at":null},"outcome":"open","next_stages":["negotiation","closed_lost"]},{"id":"00000001-0000-7000-8000-00000000001a","name":"negotiation","display_name":"Negotiation","display_order":4,"probability":{"basis_points":7500,"adjusted_at":null},"outcome":"open","next_stages":["closed_won","closed_lost"]},{"id":"00000001-0000-7000-8000-00000000001b","name":"closed_won","display_name":"Closed won","display_order":5,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-00000000001c","name":"closed_lost","display_name":"Closed lost","display_order":6,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"b007f12a5a480a813b36f55fd2a116132f31965bfc4d481b79b13998547c6bd4","is_default":"ba42cc2224393c1008e0d82512a4319b3a54a0539884948f6d2d39024d740cc1","name":"7839997cb2b75659b4ddd760d5e98c3be5f78b1d849ac0a33764108245203b05","stages":"c4761bebb02fff970ec1decf6d4e6bcd3a7c799f83ae61e89f5d6ec1a2b193e8"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f02748a16672c79305f9e5bc1871e2f103114a9630d4e481e91cc5820e146617'),
	('north', 'source', '00000001-0000-7000-8000-00000000001e', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["e28057a1ecd3965bec17e6bdba650d46","2026-11-02T09:00:00Z"],"key":["b5ed1d25af73bd6d495412df8caec1af","fair"],"name":["613bbc0402fedacb865cbe2adb87fe60","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"]}', '{"created_at":"a453822d0c36cb06f36d699af8e456f2ef489e328b02b24d9646830eaaf264ac","key":"1dcf0f418edd8d3e9ae40db0d41cd0c45b0f1d24a6b50164f9fb2bef94ffd020","name":"4701eb8e8935f292afc5f7b38a1cefa0e34b6572c332baa5958a7dcccc9967c8"}', '0000000000000000000000000000000000000000000000000000000000000000', '061910ec42cfeed5752279146926a443fcbe627d28c483076f3961d63a9bf0a1'),
	('north', 'source', '00000001-0000-7000-8000-00000000001f', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"retired_at":["aa011e7a996812db7a26bd67fb651af2","2026-11-02T09:00:00Z"]}', '{"retired_at":"c473fad24fdf2a714a98a03dc9ed16dd8e45a896fa97e4fa5c5109c43c81fa73"}', '85861c89b56175ba4b4441e7f074c1fa06e8d49b983074e875986b83122bc12a', '513ede5f37cbe711b5aacd40d9b876feb329a79464e6f8318c8035c6b1ed7cd2'),
	('north', 'source', '00000001-0000-7000-8000-00000000001f', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["5e9c765885bfb699c458264449cef8b5","2026-11-02T09:00:00Z"],"key":["ccab9a2ecd1d2d6e6f28499ecb0778a5","partner"],"name":["59387f08ce3c891837075f4bcd64a3b4","Partner"]}', '{"created_at":"d5f8999c33d78abaf95f12c46ce56010ab455a05a0766cec3043030473c825f1","key":"1eeb0d8792374b7cdda3cc77ecdd79027d70872d741a2a85c8ea423ffde6bdf0","name":"9d8343b1864bda9e2c417003c1b7b6ab8461467a824203292ba625d28278118b"}', '0000000000000000000000000000000000000000000000000000000000000000', '85861c89b56175ba4b4441e7f074c1fa06e8d49b983074e875986b83122bc12a'),
	('north', 'pipeline', '00000001-0000-7000-8000-000000000023', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"description":["f1040499e846a1faf9336e5b40ae0970","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"description":"a3500c12bde578f0ecf8a63efd5604e6e5b8adebd7029b8e593ebaf7ee3b961f"}', '67267d889b0d3b3d435687fba21cebddd1f2bf3f1da84e6ccda8b34a75fff16b', '527822d7d52cbb1c6425358852ebf4178d632ae3698def5881d89c7ab5939e05'),
	('north', 'pipeline', '00000001-0000-7000-8000-00000000002a', 2, '2026-11-02 09:00:00+00', 'mara', 1, '{"retired_at":["b3c3aa99cd539a4864e22fd077b0e68c","2026-11-02T09:00:00Z"]}', '{"retired_at":"c007b0d7f0e91a67e1a66164112c5aacf1cb9c0ffaca1179a5b80a8c438e56bd"}', '091fcec27b20878efd38da0e0af7841252f17d2ca95874e7842df1be91cbadf6', '6176079b7bfb4b41064961c463d58ed9bc7d89df28c5e19f8ed8a5e11ae602cd'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000030', 1, '2026-11-02 09:07:00+00', 'mara', 1, '{"created_at":["121f43cb942a78aee2c3397e1a38641b","2026-11-02T09:07:00Z"],"related_entity_type":["600f823199cd0acb6a3dc33483a9f1b0","lead"],"related_entity_id":["968cd71ebbb7026b163e3fadf68e2dce","00000001-0000-7000-8000-00000000002d"],"activity_type":["8f7f5445833bb867eea062079f618044","meeting"],"subject":["8e18fcdd57fc399cadd35e50e03308ac","Met"],"outcome":["e2d4e0c771d72896a1e9e36efb07f905","successful"],"completed_at":["dcba8d369f53d79c3c902e03cbeea462","2026-11-02T09:07:00Z"],"completed_by":["7200291b664a9dd186ecbc640ff67a43","mara"],"created_by":["f4bf1bb692492370104525f405876854","mara"]}', '{"activity_type":"49ec0f1c51ace0bf0c3e0b5c26497ef50314bad897e1e771781e4f01fc3d3759","completed_at":"3e417763b49579a1a1d293bc3d22b1160fca428d5338a57648f18ce1d725d238","completed_by":"cf0b8e0933e4f122f97622438c830b83600af4dc7dbc4c5a4e58148aefd7b275","created_at":"be0a6872a88a96a23f8f72aee8b5c057b88e5e5625cfcc0b5a5d7d5a12322c92","created_by":"bdd95fc05fb3534471af6faf519c03131bf6e8b11266edb22eee5636781eba23","outcome":"41442ed3f235267b2157f8a17adc66a537b13942fa72960bed96c39a62fd1dc7","related_entity_id":"cf7b4e4757627e14e0f7b7210bd12d241a06330ccc4fa597395014c0e428319b","related_entity_type":"5e3fa9290106d4c8838d91d917dd0196ea2d5fe513370ec4b6246ced08631fa7","subject":"4331132db2a4c85cd504d84bdf0290511c0b75afb873c6e9418ef6ddcc63ef25"}', '0000000000000000000000000000000000000000000000000000000000000000', '5f0e0d66c3680b31c4d13851b0dd6ff5395de8530b563dc1b92d7c0cef6f6a5b'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000002d', 2, '2026-11-02 09:07:00+00', 'mara', 1, '{"status":["d25f8137b5f4802b414fd9a0416d4b0b","contacted"]}', '{"status":"bdecaa6dcf67a14bb1024452fc12454823673710e7df768bf44b7f1039e04551"}', 'c3650d4c385974b6f3ac17b0e360d61f367326227173488fcfd60b8caac54c30', '7cb8938d9af827729ad73eeb80542ab95fa76b0f3a51e0452bdad0139b66cfcd'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000035', 1, '2026-11-02 09:07:00+00', 'mara', 1, '{"created_at":["33aa9930560dced732b9c53c35cc84d0","2026-11-02T09:07:00Z"],"related_entity_type":["33ee0fd65c95b53d3e96027d5b7a2416","opportunity"],"related_entity_id":["4ff09f2129973dfb79ba6bbfa3f31ef0","00000001-0000-7000-8000-000000000034"],"activity_type":["6522aba35e841d30ef237ca86d19b392","note"],"subject":["1a5fcbc17bfab55eb6b8752a011264ae","Converted from LEAD-2026-0001"],"completed_at":["03b304165b4e7a280b47fec7f213ba9e","2026-11-02T09:07:00Z"],"completed_by":["56182cb1412a6ce4043f2fac82534bf8","mara"],"assigned_to":["050d6218b311bfeccb07febd894fff90","mara"],"created_by":["6d2e0cbe999dc5d36ff9bb7fb52bd394","mara"]}', '{"activity_type":"caccbdc19d3ac2cf75432b043cceb64c2851b4cf461a35a507550e87244b6a34","assigned_to":"2249bffc967e0b0fef42888b65167b39bfba17be5bd68357b9f765fa7e0ed536","completed_at":"844a43efbec2ec68eec85567b9b4e6e74e6ef46cdcc76724835a84e41d889329","completed_by":"27f731788faaa8b7e55615a4385ed8c58d8a812176efbfe1344d0eff8f505dfe","created_at":"0b18b0aff7d67bc48c9b59d499a7df8c1c6d0b7f3f667083ceb6dd498f36462a","created_by":"cc2c0c0f68430c768045d9c2e3e95336d75dac3958c3d89c2f160c3322bc00c6","related_entity_id":"14eef7eb70dd8792583e3515932162cb0b8fda4016823c6b55c6704dd52615be","related_entity_type":"25eb19b347905b73ab5e971522d5ac2904805b89229904ae3a7fe68cb15bbd4f","subject":"3eadec7fdc173e250083a05989975e407f383250b7f4371b4d9155c6fe20a2b9"}', '0000000000000000000000000000000000000000000000000000000000000000', 'bfcbb278fa08284de67ba181b1577e7fb40f0dab4c4a167b97841e882adef8b3'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000034', 1, '2026-11-02 09:07:00+00', 'mara', 1, '{"created_at":["a2fce0e191d987aaeac97f180bf8f132","2026-11-02T09:07:00Z"],"opportunity_number":["92a56c249f0bad2d2a6b335364ddd963","OPP-2026-0001"],"lead_id":["8f7a1753dc325d02e66d0e88afd9a093","00000001-0000-7000-8000-00000000002d"],"converted_lead_id":["4ab5edf61d6fa39e48f4a07a3825950c","00000001-0000-7000-8000-00000000002d"],"source":["4888430e618509d939f5a9e3c812b6f9","fair"],"party_id":["0f547645b18449354ffb5ed13e89d87a","00000001-0000-7000-8000-000000000036"],"contact_id":["c71f7e3d3cde5a5eedf61e2ba60c1d31","00000001-0000-7000-8000-000000000037"],"name":["924630ed6d7f4f52d56eefb7304d4535","Won  & Co"],"pipeline_id":["418f5e40dda6dc350c2a05d74d14cabd","00000001-0000-7000-8000-00000000000d"],"stage":["d5aa0a342300b5b8a02d36077a2e06e7","offer"],"outcome":["c531806edec750864ab31626f7596fa3","open"],"stage_entered_at":["c0b9ecad6c3f7fa2d433d7c6eebc90fd","2026-11-02T09:07:00Z"],"type":["ac3cc56eaa08fdc952c4d1e3767329a9","new_business"],"priority":["ec176de72d3709904cb93a430788e7d2","medium"],"probability":["f916f0049e417309ebcd87956a27e649",{"basis_points":4000,"adjusted_at":null}],"expected_revenue_minor":["c6f40b854a281341aba6a5b03f146381",100001],"currency_code":["6d2bc222fa4d3cefb65457f209d3a0fb","JPY"],"assigned_to":["c0b0553313f8ecc4815a08661bbdba58","mara"],"superseded_quotation_ids":["efb0ce4c3fcb6e6191110bf049a27cd9",[]],"reopened_count":["44b06b122a0ebad1132fb1235a3c7cec",0]}', '{"assigned_to":"1444f122ad2469fb9bda625bb6f471b4afb49054bf429c5aaa9ce478b2480757","contact_id":"a8ddb7bc5babb9eb313d5e6e1249fbeacce588fef2ca1b569c0f21a2905c97bf","converted_lead_id":"667c53b615f6f502dd26f5fd8997e05596e6b9628ef0b2b0ea06ff1d589cc873","created_at":"b792cc959cd85d0177a1f2d8040d0e9d071144c507727fa6f16932b71aa3eff8","currency_code":"85ee74d0a0477249f70c96031381763ae1a58afea10841044a79ddd2de73a251","expected_revenue_minor":"b4dc78301453e290504576440dea8c8f1f49e35337d6f2f5c1483ea4c61d8095","lead_id":"2ac33ef028753f682d113ca7db2642711be65b8a0a216ddf6bac2daebffb351c","name":"771758d350307163530112fbd26c7906b5da2663c87523d39d6704bcb04621a6","opportunity_number":"a1f27557370385e523c5b5900c085274ba96e66c11dcb5ca075df8f8ca1be81c","outcome":"5644f64b12305407f3aa44b84ba5d1db2fbcd0b7614c4dea45b623962119db89","party_id":"8dae81ba26b015abd783fc3be15e5abd3c9093b57f947fd92cec31eee7045d62","pipeline_id":"8cedf215c2b12218972fdb66112376b4db1cd94c408d41b8730957bc68aa5e62","priority":"870e73c87fef38c73920b1de31c7e3f03a89a776373148a80cd09651f83202e9","probability":"7a6fe943ddef6276df0a744b93b63feb5355e47f587469f3fb541ae0d96718bc","reopened_count":"eaf1a781e8bf007a48d99a984e686c09180db3088894482369238f832575e5f5","source":"3f6619c2fd1da5fc2677a38b32eb9ec5ddf7b8555bca53f3b9d9ba14a1c6fe66","stage":"49d82f5ac77aad683de54d23156aff52453b4c125c233f458426c46296796c3c","stage_entered_at":"55550698b2c7b8fed3bff8c4c9d27621d39bf110651c0178c1d41bf73c14ad45","superseded_quotation_ids":"9d12c16b885ad2ab2002a58db1990d80af3e9d77910941139d1a679dd40e6f61","type":"269fa7412f5ce686b991bb9c79766d5278abd7c96a798dd6f80dfb077f4207b1"}', '0000000000000000000000000000000000000000000000000000000000000000', '17ce487ace56ab636c5d09db3da626c1ddce9ad96116180c438f40458bb83191'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b2', 2, '2026-11-05 09:21:00+00', 'system:journeys', 1, '{"steps":["ee90e68bcd2e09f8490d2aaad06d07bd",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000060","step_order":1,"entered_at":"2026-11-05T09:21:00Z","exited_at":"2026-11-05T09:21:00Z"}]],"abandoned_at":["5b730c10dddb1146f991ac7d7c10aaff","2026-11-05T09:21:00Z"],"abandonment_reason":["da5f41c783b69ec1895abb2ad569fa2a","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"abandoned_at":"566d1e7f0acc3fef4be8c253171fb7e80e6c1f443d79e3771a43543dbdead7aa","abandonment_reason":"c98d3d33cb3bab5a258e5ceaa235b247787bbc400e625fe0f3b88abe63e4145f","steps":"6c96ba4cbc4eeffd1f79d0b889617fb36855b1d8d4a62198dc87f04db9f26bee"}', '706ac51a25b5db283fc3a2a68ebe549ce6edd0b75c94da724c741de752009987', '566ad5de5e145cdfec3f8101524257db77c5557b47bfe581066b8ce108a88390'),
	('north', 'pipeline', '00000001-0000-7000-8000-000000000023', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["6a112f122cdd44e93e79bd10ccbfffaa","2026-11-02T09:00:00Z"],"name":["6c99b4a6de4afe2e3db42a5f83be10f1","Repairs"],"is_default":["dc952118d2e6e42068d1fe4ab98bbd55",false],"stages":["1d0840c9a7b6599297ab7423cac264d0",[{"id":"00000001-0000-7000-8000-000000000020","name":"offer","display_name":"Offer","display_order":1,"probability":{"basis_points":4000,"adjusted_at":null},"outcome":"open","next_stages":["signed","gone"]},{"id":"00000001-0000-7000-8000-000000000021","name":"signed","display_name":"Signed","display_order":2,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-000000000022","name":"gone","display_name":"Gone","display_order":3,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"d40a3d3f1ce17344dd425971f5a5fc88d471ae5af432d2e8a4c4ff0dcf3d65f7","is_default":"bb1373e005a525c448f4f070adcc66ea7ff98184281aebb6f69eda133a40c657","name":"c7f425429bf86ef2678774d2a298ed37175e9fe59b93f095bcb2a0137a3166e3","stages":"c4f3c253dca7eefd26796e54f7b6e7751c8ce1145d01d5eafca0fed1116fbc43"}', '0000000000000000000000000000000000000000000000000000000000000000', '67267d889b0d3b3d435687fba21cebddd1f2bf3f1da84e6ccda8b34a75fff16b'),
	('north', 'pipeline', '00000001-0000-7000-8000-00000000002a', 1, '2026-11-02 09:00:00+00', 'mara', 1, '{"created_at":["3157fe79d3f2c1e396ea3783726c3bd5","2026-11-02T09:00:00Z"],"name":["b0915239ce4b5bfe21a54f1e3e914ece","Former"],"is_default":["16c7cb662006a6037f1d4a26f544d44c",false],"stages":["b4ee0b6c414b5638fd7249335270eaba",[{"id":"00000001-0000-7000-8000-000000000024","name":"prospecting","display_name":"Prospecting","display_order":1,"probability":{"basis_points":1000,"adjusted_at":null},"outcome":"open","next_stages":["qualification","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000025","name":"qualification","display_name":"Qualification","display_order":2,"probability":{"basis_points":2500,"adjusted_at":null},"outcome":"open","next_stages":["proposal","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000026","name":"proposal","display_name":"Proposal","display_order":3,"probability":{"basis_points":5000,"adjusted_at":null},"outcome":"open","next_stages":["negotiation","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000027","name":"negotiation","display_name":"Negotiation","display_order":4,"probability":{"basis_points":7500,"adjusted_at":null},"outcome":"open","next_stages":["closed_won","closed_lost"]},{"id":"00000001-0000-7000-8000-000000000028","name":"closed_won","display_name":"Closed won","display_order":5,"probability":{"basis_points":10000,"adjusted_at":null},"outcome":"won","next_stages":[]},{"id":"00000001-0000-7000-8000-000000000029","name":"closed_lost","display_name":"Closed lost","display_order":6,"probability":{"basis_points":0,"adjusted_at":null},"outcome":"lost","next_stages":[]}]]}', '{"created_at":"b23936259d83146b4829862c4738c039accd3f9bd6454a9ecff6b78af7e430dd","is_default":"d6aa14f3ee4b030847d3a9efa37c68896890a189f0d8f788dae62ef10dc40bf4","name":"d3f89b36003e71437e1f20cf10a99ff1f1ba231646735b415b7319df3a8045c1","stages":"9b93b8d40b12dd492de3250eed3ae8c1ab674a6f47c8270daf6c325af4c5e2c1"}', '0000000000000000000000000000000000000000000000000000000000000000', '091fcec27b20878efd38da0e0af7841252f17d2ca95874e7842df1be91cbadf6'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000002d', 1, '2026-11-02 09:07:00+00', 'mara', 1, '{"created_at":["51edeb953969b3fc951203e580ba34d7","2026-11-02T09:07:00Z"],"lead_number":["7a569445b0bcbfcda3dd5d40353d06ea","LEAD-2026-0001"],"external_id":["3981107fa1971fa3cd0d3ef52ebf5ecf","Won"],"status":["7757a4ff353bf2443bc857f543aea396","new"],"status_entered_at":["c0b41bc6ed780e039a82a44d35c3f834","2026-11-02T09:07:00Z"],"source":["4ea91c22874ad65b0e7bb95039bb5991","fair"],"priority":["f85cf960b790350cc1e69f2c9faa929f","medium"],"score":["e79238a4a94a91bd2c4e14ea64beba39",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["21131ee33c2f042cbe1b878723c2af64","Won"],"company":["fe2e78895e44f854372f9b1cca8cde8f","Won  & Co"],"email":["795986310dd4badbcbc1befe5849f33e","Won@Example.com"],"industry":["a031bbdca9cf004d659c333bd7677d58","machines"],"estimated_value_minor":["515725f604d3f0f932b3d4ecfc67cfcb",100001],"currency_code":["be58cf72c8d13e9e0590493aad787c4f","JPY"],"attributes":["5a838184f01e8b9de4d7d2e65ac61fa3",{}],"reopened_count":["38e1cd941f164ee1cac1dacac2b3914d",0]}', '{"attributes":"3e5dc440d0f94eaf47128f0834ab685baa592df25ea2e4c5521ee541321544bf","company":"54b82bd2f2ac04983dd2c3d816db129fa9d412dc5b8e9eab79b0a6d47f97c4bc","created_at":"ea81ff5e5794704c18f10d2c3fc55c53c382030348c4a9ade56168596cefb160","currency_code":"23f5e79ef2d89ac4639fb9f98d958ecc842cb54608cdf95fe019ea014736c654","email":"efa6b9316ff82c5c145eba4d03d00ac19745479384de732b6b6f48023772f11d","estimated_value_minor":"6c95bbff06ba7ca27fb5dfeba0002c8d71e47ae23b7a3d7b0a476c1baba19913","external_id":"ec21a24f2a83fc0769b8f196c9caab1422635819564428339845e7dc44e56398","industry":"cbde12f07a73bed6805d3f4514425cfee87eb7d0349546b33b10fefef1630ed8","lead_number":"973f9e215fe22f449b8de252bd63e704ae42c322a7fc7e9d76c760f4caaf8df1","name":"f3d8ff2b9e68f84968e77de882ecc261b4fd85c1bd441062569f18120511660a","priority":"65ba853e56ae620d4eda0d719391f71601c5c149016679a6ad148eb55b77ae23","reopened_count":"e5b6c352e6e8a942ef68f3a624c0526e7ed8ab716b6af434945def8773e598a7","score":"51924c255c8f3bcf4d39ae7d36cd91351afb856b6fa485ceacfb8a474647a898","source":"6dc40ec4d98c05e6790eb5e464cdebd1ee78d90fdc641371da0a4514b79b73d7","status":"4f0ad0a5ce8b8af4f09e8ee72cb6a7d54e24030509a89db5faaaa62a36a88df9","status_entered_at":"272171aaa104ad07472ca6703674c6709d2336cf8f2d24ec91ee742473c0d161"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c3650d4c385974b6f3ac17b0e360d61f367326227173488fcfd60b8caac54c30'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000002d', 3, '2026-11-02 09:07:00+00', 'mara', 1, '{"score":["ffab92948508272597243ef803ceabd9",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"dd619fa449029788a812830d145a22e04b202d18ba70ece457eb0b192dceb0f1"}', '7cb8938d9af827729ad73eeb80542ab95fa76b0f3a51e0452bdad0139b66cfcd', '015e58199d0920b34086bf3923b2b18cfb4fe31ac5c5a8f051ff6d9e319b0453'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000040', 1, '2026-11-02 09:14:00+00', 'mara', 1, '{"created_at":["9f9a970e18aa6f0d636e00d2fa06462e","2026-11-02T09:14:00Z"],"related_entity_type":["397e39fc597ee536adcc44dc2dd2c7fc","lead"],"related_entity_id":["83e49725c6744b1420231042dba36b99","00000001-0000-7000-8000-00000000003d"],"activity_type":["ee1f4432de1b9f0b886428c4f0c68ea8","meeting"],"subject":["3d8c6798873503f54c226df163ae5466","Met"],"outcome":["2399b6d208b2e4d4d9cc58a015c90041","successful"],"completed_at":["273eb9db0dad37714ec2f08451aec29e","2026-11-02T09:14:00Z"],"completed_by":["3a8f2df7071ece7e22c47c17dec27715","mara"],"created_by":["d85d9d0d85810898ed34718a9f67b997","mara"]}', '{"activity_type":"a4302fc75fd5f9321db37b72ca28a1b41f4441413b08912fe9e2b818954a8b15","completed_at":"e7f8fa30ef3cb7951ddd993589c46692e86809c9e61e24514ae00ee3f204e78b","completed_by":"b254a7caec49e79b946e9559de97d5e9f652cb70c3df81daba8c07f74f316a4c","created_at":"762d4748d0bf3ef92761a42fbcb73366142462d3f2d0b10e544a9d91fc55da0c","created_by":"f7fc829e83d5020c8f588a4d6e085cc82b60f352f75763aabba26c083fbaa8f5","outcome":"79b2aaa32cb2559959fe36ec6d8784e6bc4dbc05aa9975c8de62ee40d69b56c7","related_entity_id":"2042751063da6d30c9dcb0de981e3240f3883da196706f7e2f15cfcb9e22d012","related_entity_type":"6af468298aff8e6f305efb6f33608b87051a004ba60e2de2bb3bf45d27b80a9e","subject":"3c6334288879210c0b5c6dbc60f2911a4f9580cc8b54377c1ce6b04e91f2a8ed"}', '0000000000000000000000000000000000000000000000000000000000000000', '9435a8bb71f6bccbdf8cc875fa04042c9f4bb553569d30d12e06a349ccfd7391'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000003d', 2, '2026-11-02 09:14:00+00', 'mara', 1, '{"status":["c1b779d0cc129ef0bc472bfbe695ec11","contacted"]}', '{"status":"d16e32f6b04f5d2632d3b892c54ae5705593217ff7986d4738be10f5f3207521"}', '83457dafc4c81569e99f8db554f9c779e7725bacd7a9c8b80d6e59b8b5e6563d', '8930435c4db0115d8c37f0d76278fe2859fd4c55adb1ab78e19faded99ea615b'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000045', 1, '2026-11-02 09:14:00+00', 'mara', 1, '{"created_at":["9f240ead158c1cdef5741964ea9a1566","2026-11-02T09:14:00Z"],"related_entity_type":["2bb22d2ad33aafd4ca2277d8d079f7a2","opportunity"],"related_entity_id":["9194cffc68f33c2ee56c0db453509cba","00000001-0000-7000-8000-000000000044"],"activity_type":["5e85db18596ed123a1a4b2cedf652ed7","note"],"subject":["a1b65f7dd29e2656e73a95ac46082395","Converted from LEAD-2026-0002"],"completed_at":["42806b9d2954a87548a67287b05e10b9","2026-11-02T09:14:00Z"],"completed_by":["af347e398fc736738b53900eadef1af6","mara"],"assigned_to":["c5dd7e8bb7478e27f076f6f095d87dfb","mara"],"created_by":["7b499cb047096d4a488d60d7eab55ad4","mara"]}', '{"activity_type":"f4366c9657f88e1055ea52cd09deaef69d7facfec8baa2b1143ce90da97c8985","assigned_to":"2bd3f561731961d6eb17c681fccf8f7f6587241b47f89fa4d1677f7660248b02","completed_at":"e2f4693a3a5820c423746a5fad46ed5065702e6e71b46eb81ea42014d13b2a33","completed_by":"92a568c569deab54edeb8c6ee44706ca6b5c49baf3bd6a5d51413acceb5c99ae","created_at":"a652702ff7f97d6b0a702315719aa7770a9495f35aa96ae5e204febae0c9280f","created_by":"ea70e4f71605ae4e78c75d87d40cd7c974275813c05d19e227d8460304d84207","related_entity_id":"d6cf946bc8460091e58dfd2473c759825ed9f41a97764f41d5fc40b845397c4d","related_entity_type":"16a842d33e243bd303164bf284684f68434800cd69dac62404c8b8eab3cc285c","subject":"ff1e5b150d34ba14c6961859d780d5ed582957764a268685f58004ca0f92d3fa"}', '0000000000000000000000000000000000000000000000000000000000000000', '4f072fb9fa358132c8a8d7fdf7095a352e51f9cc253fd943d3adcc7bb4ff532a'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000002d', 4, '2026-11-02 09:07:00+00', 'mara', 1, '{"status":["ff74a82d0bd7018bbb48db735bb67f6d","converted_to_opportunity"],"party_id":["7f38e6639a3c3e74b5b9ed9da23778d9","00000001-0000-7000-8000-000000000036"],"converted_to_opportunity_id":["84fcc6942a2f861f2a8b3321765cb72a","00000001-0000-7000-8000-000000000034"],"qualified_at":["4e55765fa6510c1f448db9f0a25696f3","2026-11-02T09:07:00Z"],"converted_at":["9499d30217754dfb393284c56b9cab0a","2026-11-02T09:07:00Z"]}', '{"converted_at":"c098109d5028f99eb8f11b222a17650f0bb9999d6228995e43f3f007f8164fe7","converted_to_opportunity_id":"387b21664df2d6e77e62337c169ca16d0837d819fb7df4d8a580165b23a97c72","party_id":"db2aca471a2d6ea626f366ac666959cb30b4f36e0469f3bbb4e107812ffadb2f","qualified_at":"18b06daa07acc44cbccde5aa33f9436158a5a4ef3bcfce3c03b47f193cf57803","status":"739f9f5352fb272937aa4103eb1f7deceef86e81655dd5f975523ff0fc5abee9"}', '015e58199d0920b34086bf3923b2b18cfb4fe31ac5c5a8f051ff6d9e319b0453', 'b6627a47bcf59767b8410058c32640dd555a3cca02be3510f3254c55db3386e0'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000003d', 1, '2026-11-02 09:14:00+00', 'mara', 1, '{"created_at":["3e156890942a4c32c3bfce35f514a417","2026-11-02T09:14:00Z"],"lead_number":["e0b482584f1af1dab79d9383df163358","LEAD-2026-0002"],"external_id":["83374abbf428265c5e5e94413e49d9fe","Back"],"status":["273cefd904ff4c81937903c62539d22c","new"],"status_entered_at":["f32142401d9aff3d4c2cd33efd00e420","2026-11-02T09:14:00Z"],"source":["f70f314dd3cb27acbb85be47400a3be4","fair"],"priority":["0d5e3c4cdabdd05265b125f29935450d","medium"],"score":["54c7090de203e14014122b3e10f63041",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["a11172c0cb5324dedb7844c1e6588c16","Back"],"company":["d92ad8b5e4beccd9249e2e00b4dae6ff","Back  & Co"],"email":["5815e2d3c60e76e75165e3ca60e37c53","Back@Example.com"],"industry":["8d0972e5f1b3396a6357b8c6a0bd6146","machines"],"estimated_value_minor":["1c8683fa2e05208a44b3719c17e7958b",200002],"currency_code":["1be9fd1f155323321fa4f50015c4079c","KWD"],"attributes":["a5b661151a55b36911fa055dc06de204",{}],"reopened_count":["b4b07464c5431811d8330a088b936087",0]}', '{"attributes":"5b8f09a42f3773b39340639428da956788da7ea1031fd9c6d8c7979f0b93e117","company":"c8b67f7f7ea41413f7de32246ee4fe1234fda62316a1ce1364b5c6e2a70b468d","created_at":"a4107015979e012d7d5e32020176aa1e9cf0cee838d762c918732d1a52166f7a","currency_code":"9fb94fb85c0869e0eabde66dc7afdca7fc766de9db79b1e39eb1e9fc7a781214","email":"3dec6be59827352f7697c70ab17c26becfce7bbde2376a4a0a2e09ab340054c1","estimated_value_minor":"138274ccddabfac6ff84a3fc56d5f649b82d96369ce43f4440d55238ca75c60e","external_id":"af0b9f688ce01c5d7eab3c56c1b74a1c17f3cd93b15c836444e4266886fa2b64","industry":"2f044a5e681b6fb28c959cf73c46c803e53523dd24d473c00205cfedcdfe2abc","lead_number":"5d7280a5914e0d83c78ac8821a7da2fceba26da92ccac5bfccfcaf4f960521c0","name":"2c9b08f4b5c8e53e8527ce66141af47796071b3870236a0755faed62bc487f35","priority":"07f16266724ad11007ac3ceec3d0a61d39c3caab5eb638c56f5aa109e1f4a8d2","reopened_count":"68146b5d0a9993b7f701b83f54dcbb07171fe7b1057d320866ab5773b163530b","score":"1521b40feb38559158c39061ef472faaa97928583e05bde5c35bf7cb709b327c","source":"ef35de19c284e49db5d6cc72bce97cb4f36a61348dee0af50d5bf19423d6e77e","status":"cac9f1e148980d61923b98261712225525818732c14e9afa17795a7897990a0d","status_entered_at":"6e0ac0edd5baf98505e9b0f3dbbea9d4e6db87fddd8bbe0292a9f1007375a4f3"}', '0000000000000000000000000000000000000000000000000000000000000000', '83457dafc4c81569e99f8db554f9c779e7725bacd7a9c8b80d6e59b8b5e6563d'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000003d', 3, '2026-11-02 09:14:00+00', 'mara', 1, '{"score":["dacd50a38e3d1071e8d24fad2fd89611",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"6d342d11128c5cce4efdc4b18d6f9c662d08bc9675d571cc727f073735fb377e"}', '8930435c4db0115d8c37f0d76278fe2859fd4c55adb1ab78e19faded99ea615b', 'b6f776833ac3fe2327a2fc31e24a5c32866baaad3621f08d6c0715bce191f65e'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000034', 3, '2026-11-05 09:14:00+00', 'mara', 1, '{"stage":["8331f5444ed60c9ec9195a1dd75926e5","signed"],"outcome":["5debd1bf1fd4f545199de8d20f1dc95f","won"],"stage_entered_at":["31e0c1b44826e517a9a228d5944fc8b5","2026-11-05T09:14:00Z"],"probability":["38579f0ce29117b6f562773076b5d57e",{"basis_points":10000,"adjusted_at":null}],"actual_value_minor":["ff042214f2d97be946034b0623be774b",100001],"actual_close_date":["dd7bdd86ea29c5750632ccfe94c28910","2026-11-05"],"closed_at":["176aede87d99700830288aad6cb12f06","2026-11-05T09:14:00Z"]}', '{"actual_close_date":"a0086b41cfe295584bbd64c15d3723fd1484c2abc572992e95aafd792666da0f","actual_value_minor":"45d7d236c017b443e34c2db361788a0a6551a55c9fffbcaf23e9e0ebf14f9b72","closed_at":"f04f413123ef990681a9b0b8e69b5ede7b0484d2480c7c86b71cff9c59850b36","outcome":"c468b6e7455d9e032b2f9ee0a620e8d2b0a3ce07d75a315687edd3c31aed37f1","probability":"6e24a3e8aeb081d535406fb0bb02664bfcb85fb1b185fb9712ba7d53e395fd5e","stage":"cbe52f84c2633e2fcc65d51f3417ff8f2c739fbc358ce4939fefd224546438e4","stage_entered_at":"af4f2950bbb0e921ba1012fe82cacf6729775dbdcdc76d63fdfd2352095b13fa"}', '2e372f60e9543330d02b9f9db4a74b6bd201fb68b0c1b5ba9058d93e5b5621cd', '7a0000e660ffde1e2d39e5d7f38b453ce772d6f6a6b4fb4c5bf2a669f66b5187'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 2, '2026-11-05 09:14:00+00', 'mara', 1, '{"converted_to_quote_id":["7a0cfb225e2f7ece615bfc19dc65c313","00000001-0000-7000-8000-000000000054"]}', '{"converted_to_quote_id":"2b84219abef73c026d16d53e4c9dc503b3fcc79ec9a9b1dbef4ae6ac849cdf07"}', 'c939c410e3b72f919af2f4156d53ced10e04895c15db74fc3d4156340721c290', '3e7c0fba8fa846dc6644e3bbcd87bfd2d6a439306d4fcb7d3e979c6e1618acd1'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 4, '2026-11-05 09:14:00+00', 'mara', 1, '{"stage":["a3ca9edb9bcff3c7d4c592632269f109","prospecting"],"outcome":["ff9ce92ce8f932b831c5e934716fb25c","open"],"probability":["95d1e76a0f176a60b084a39e7a1a26ca",{"basis_points":1000,"adjusted_at":null}],"actual_close_date":["b4df4f10b737275eabfe0e279f9177ef",null],"closed_at":["94935dc02b05dace80c42c875aa20057",null],"converted_to_quote_id":["593947b44b1c44eef59964b9a1083dcd",null],"superseded_quotation_ids":["66798a1cedd076d02de1890b56b81bbc",["00000001-0000-7000-8000-000000000054"]],"lost_reason":["dcb777bf227f3c2e1060ad913354cc92",null],"reopened_count":["c7a81218f65ea27932ef41cd65ff439e",1]}', '{"actual_close_date":"d7e7274f996e5ef61f2b739bbd7a61362e8ff037d24359f6d9e5883c4bfef544","closed_at":"8a1801ec9de28bd96477933beb631dd493c56faee9cd5a9e93f466ea163f0d19","converted_to_quote_id":"32add6bff84ecb8227e510c90b7424ed40330c9a80a3f828be4f7810331d4bda","lost_reason":"ae96cf98254ebab9e5acec718c46d0322188d4256900c10c12941033258c01f0","outcome":"990d8310c2244dfae218a1a0c64e2ddee93f58b0c54dbf3bff5a2fd48b8bb987","probability":"7396ba2376e1aaee19f3826afb671c6ca9b051d487d629130172a1ddff3a4283","reopened_count":"d51c577bdf11f515a33b0e059720e7f0f1bdb6d9acd55a0c0e22e38a28ebf940","stage":"169900e8cc09b23a5f0a61d0411af3c2cf90355b9a1511777f9987506e5b781a","superseded_quotation_ids":"9101a68626d3825e387dd61482fe90bb35ecac182445ffe4cb975a87ae604bc4"}', 'aa77847e57d36adb581789d7293021c2f4af15710fb2a20ae83f7668f2de9b0f', 'fae30389515fec2b8c4c84873a78f1e19021fa3639a5e6623250fe33bdbf3245'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 6, '2026-11-05 09:14:00+00', 'mara', 1, '{"stage":["d4f0474fcb1700a77889b8ce6de0a9e8","closed_lost"],"outcome":["baec015e503b5d2abe18cfc7d8dfdd59","lost"],"probability":["eebfe8df7b487f5ad9235ecc042fc647",{"basis_points":0,"adjusted_at":null}],"actual_close_date":["955f17b2a30a20869cb7a2fb15921abe","2026-11-05"],"closed_at":["bfe4e2b847929e785a19e3b4867b590b","2026-11-05T09:14:00Z"],"lost_reason":["1a0a23cadebb59399d8d5e81330f00d8","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"]}', '{"actual_close_date":"95fcb70a1ddec7f6c14a86b87b0e308653ab72c0665ab97a0b644c86a14b0ffc","closed_at":"a0c3dc22747767739e35104bce13bb99aa675cdbeb6709773357b8ee1549bb87","lost_reason":"f266fb60b306a7222049d48f0850aa70b118056928e1753a83e94fcd8ae85f19","outcome":"566c8eddf69c42f712427d1c132d9daee6f6886495a2086000d2c506629eadb7","probability":"10c0e94b1f68a7ad8de6c826ca3cc04c95a246e90bcc6e0a8cd3cad830cf82a4","stage":"0841f2fa2ee2ad868a431ffe001559b6ebcaf6dac5dd9bc9e6bf463d7081c792"}', 'ccf4080b2312b5b2873262b6eb2bab0701cdfd7b69475efb0209f7f68220d066', '1eac529315197b28cf8e209cb4758bbc70124831f4a105679269973de3d51224'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000d1', 2, '2026-11-30 08:07:00+00', 'system:journeys', 1, '{"steps":["65b59f7707a6058b9d7d8013a0bea11a",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-0000000000c6","step_order":1,"entered_at":"2026-11-30T08:07:00Z","exited_at":"2026-11-30T08:07:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-0000000000c9","step_order":2,"entered_at":"2026-11-30T08:07:00Z","exited_at":null}]]}', '{"steps":"5edf20b7a7935c4f89a799ba0bc8739f10ecb451ed5ec8a2f68d9b081fa3d026"}', '69e0121b1e84873fc22a6cf377846468bbbb70f868cd47b8a819203595d10778', '035fbdc567ef19de645b14a32654ebe441e5f97f771da0352395b6551475271b'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 1, '2026-11-02 09:14:00+00', 'mara', 1, '{"created_at":["d241a5ce5c035437a1fb8cd3bce2e351","2026-11-02T09:14:00Z"],"opportunity_number":["81dafb0ec6a004e947cb85ba37817361","OPP-2026-0002"],"lead_id":["383f5c05b82e1f8255fd42bf295132e6","00000001-0000-7000-8000-00000000003d"],"converted_lead_id":["a1f2f5afd7c420d0ece85101349e5e87","00000001-0000-7000-8000-00000000003d"],"source":["912b5735bce46726e9fcd9cbb03b13ad","fair"],"party_id":["c843f4e64811534091a5813d1639bc6d","00000001-0000-7000-8000-000000000046"],"contact_id":["7d48d59e9b359b5ad901abc1730065f5","00000001-0000-7000-8000-000000000047"],"name":["136a8f2cc38dc0fe0c293a15f43b656c","Back  & Co"],"pipeline_id":["e2a847bda2f376000f8140bb11d78bce","00000001-0000-7000-8000-000000000007"],"stage":["511ba7c9ab8c0185e12fbc64fc88954d","prospecting"],"outcome":["309aee87b6eab7a9d1844e9591758261","open"],"stage_entered_at":["a3ca8aa4f2d6062c9fe80552c8cbd954","2026-11-02T09:14:00Z"],"type":["05d397d95332992f5e2d588d142a0486","new_business"],"priority":["2d6f26427f2d912783a422637b7400d1","medium"],"probability":["688a83515f71cf842da53f2932c8d8a7",{"basis_points":1000,"adjusted_at":null}],"expected_revenue_minor":["db7023dcc510edb4978e8348210d7273",200002],"currency_code":["4245dd83a730ef1a7944836b267d692f","KWD"],"assigned_to":["a65a64475e8cdfe956d63e069a3eb275","mara"],"superseded_quotation_ids":["6f1406c24d00c9dba858418c32c3c259",[]],"reopened_count":["0c93e248749b4193745edf2a49c5149f",0]}', '{"assigned_to":"e17d3f6dab5321a1a8ceda0b945667b63e7aa982ddff3d201480b82f2ed711e3","contact_id":"9c2fcd063a1fa8124c31a5a0adadd6b7a49f9ebecf7d18fe35a3346701396761","converted_lead_id":"24dc6fc258ac1d3c408a8092b80d7d2d831656041b20cfba3b33c166d2dc1df0","created_at":"f1965591ccde6b711456e112c4fa1524f6dc50f80693bef9cf87a177d41b6d8b","currency_code":"c07ad614981f3a1ec38ffd7adb3ece484725cec6dad56eb1f67f1162f2e74a78","expected_revenue_minor":"7a848bc9f2b227d194cb8bb5e71a3f0db8d00932dd7b4e812d925ff1881ab435","lead_id":"238738d5ca9e1c01eb3fb396c48e7ae795f8f88eeeeeb90d4329a84be8d037f9","name":"226ebad2dca7d469646c546fdf006238031d22fce880a58574ce0656e0d3c092","opportunity_number":"6744e2c15aeb65a83933c2264221b20964e7186e84c6e8053761b12177be1b10","outcome":"31c2775f08503ff30f55e9e3162095fd2ad218730edda4776d439fe3c88bf68b","party_id":"354ff89b20575fef6d4d7bfba9243c8ee8d9a22162fa20cd19a94573be523114","pipeline_id":"c76a15ce46ee888b8acbecd883d4554c1cbede18f468428fbab61df7fc9f5328","priority":"e09978d36fe623a31f68dcd726608df91a5fd2a003a6f8e539da849499bd714d","probability":"342fbff953c2d2c3a2115fbc30830987ea9c48dcf5d9689a64b19f4b4cb92268","reopened_count":"dc835a6a5773db8c9fb6566409404cb7e991e9f6d093c16b436f7c0d767cd00b","source":"46a89ea074a29b5918fe4cfed3dcf96917603ecde82d084f9977d839db6f34ef","stage":"3a6b1fa6b4a38f59916892544350ff7b82602ecc72e45fd07ff14251dfea8a45","stage_entered_at":"ee617aeca7f6a1b3f75529080ce826335da46803d8bc685b0500cd2136fdc0a7","superseded_quotation_ids":"c2602cc43783a9e5eea52fec3cf00152f4cdc3b8de319a30f042f1e5ef1bf110","type":"d3587a473c9acd29bff422d5d36efb50f5c425055227839f0966379a057a9431"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c939c410e3b72f919af2f4156d53ced10e04895c15db74fc3d4156340721c290'),
	('harbour', 'lead', '00000001-0000-7000-8000-00000000003d', 4, '2026-11-02 09:14:00+00', 'mara', 1, '{"status":["2798b5ab9d9cfbebc28c43fff4d60ac1","converted_to_opportunity"],"party_id":["33e5a2bc03844ef874df0d35bae73890","00000001-0000-7000-8000-000000000046"],"converted_to_opportunity_id":["d30b86861a5c64112e924c5a05aba951","00000001-0000-7000-8000-000000000044"],"qualified_at":["dad23d5cd2dd8b44aab45cecb7a25c14","2026-11-02T09:14:00Z"],"converted_at":["ceee329e46738bc21df0820f92b5e863","2026-11-02T09:14:00Z"]}', '{"converted_at":"90916d62be4dfb056ca28ece1a9811d33673f9a394819316a54bebd0e63dcb3e","converted_to_opportunity_id":"939954f19d634f19355bf26b22880eaa23331b28a7315ed78d0d2c153200e2bc","party_id":"7eea3f1acc59f45792ab6c86a452d052adf49a6e04ae83b3ca10b5e031f90cfb","qualified_at":"3de69da161e039b48d13634a0e0689f227deb1a7086c5bea5ab68d3c94ab3aa2","status":"45b7e9de1164b194f4abed0ec3ca9fc71b31c268d8eda43d30e13429f1be304f"}', 'b6f776833ac3fe2327a2fc31e24a5c32866baaad3621f08d6c0715bce191f65e', 'd2593f8320dac92d14cc34a6ac11a8db175b66afa5bf03e977e6900b323e5b09'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000034', 2, '2026-11-05 09:14:00+00', 'mara', 1, '{"converted_to_quote_id":["fc1a40d84f6f68caf9f6db823054c6e0","00000001-0000-7000-8000-00000000004d"]}', '{"converted_to_quote_id":"0ccffa1e1dd52dfda73afb14d80e436246b794caad38a832c42af6655ff42482"}', '17ce487ace56ab636c5d09db3da626c1ddce9ad96116180c438f40458bb83191', '2e372f60e9543330d02b9f9db4a74b6bd201fb68b0c1b5ba9058d93e5b5621cd'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000034', 4, '2026-11-05 09:14:00+00', 'mara', 1, '{"converted_to_order_id":["80b750eaefe428195236b9bcbe40cdbd","00000001-0000-7000-8000-000000000052"]}', '{"converted_to_order_id":"c3b91353cc44b5013c2898d7751e0a5843f206bfdb072a23e2f59b39eac693d5"}', '7a0000e660ffde1e2d39e5d7f38b453ce772d6f6a6b4fb4c5bf2a669f66b5187', '7944cec025550028d969c4d9ae4a16dc8b5d813c2424bdc72331f30e9a29267b'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 3, '2026-11-05 09:14:00+00', 'mara', 1, '{"stage":["35e36b0153f5744e61f9493b49cb54c7","closed_lost"],"outcome":["45dcdacf373b692cc86d85918170407d","lost"],"stage_entered_at":["7d8975ddf94524d772f92d9bb992bca6","2026-11-05T09:14:00Z"],"probability":["18ab3115e8403e3961207c569ad09be7",{"basis_points":0,"adjusted_at":null}],"actual_close_date":["3aa4b157f7f9294e26f4d7b3cecdd72b","2026-11-05"],"closed_at":["0ceb1dbb384983b582de88e172a1e477","2026-11-05T09:14:00Z"],"lost_reason":["5d11b94c9e58f9b0cd64b78f26952085","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"actual_close_date":"9d6e89b052bdd52b33916832d2666ad993dbe8f626935bc63136df5ebdafbfb6","closed_at":"de13fd1575c4aad18b545a0395a4f52e79e15e20f4c05d50e31cd02c5f334b72","lost_reason":"c233b907e5c58e5ac4cda01d287f04530ee55fc7ff6252c9b0ae94823d65cd11","outcome":"6c05b2fe38ff208375fdd310105bc27e8ffa166687889025a760fe2a39fa67dc","probability":"7b728c7d4c0b1b58a2c56ae05fb160100a752d489e33b1c394bbfc60be7f22f3","stage":"5a7d3d5ce8971a2a9377c932e7fb9bf38f9cbe16d5a3df33afd8dd935bc1321a","stage_entered_at":"874089985b93f4d9a4d21f47faae5ae73929cb9b56a0a726522d6d3f9c580fff"}', '3e7c0fba8fa846dc6644e3bbcd87bfd2d6a439306d4fcb7d3e979c6e1618acd1', 'aa77847e57d36adb581789d7293021c2f4af15710fb2a20ae83f7668f2de9b0f'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000044', 5, '2026-11-05 09:14:00+00', 'mara', 1, '{"description":["be71a24d0560afb4f31a747ce34e14c3","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"],"notes":["58b2614f1a3089589306518b2471853f","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"description":"d9e36f2716a9e221bacbf2382b8483faed760b600d70d1f7be25dcdf32f24fd0","notes":"9151e4346f0dfe396ba65de029eae5b66339640d5206ab5f1befe7eb50ec4aa6"}', 'fae30389515fec2b8c4c84873a78f1e19021fa3639a5e6623250fe33bdbf3245', 'ccf4080b2312b5b2873262b6eb2bab0701cdfd7b69475efb0209f7f68220d066'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 2, '2026-11-05 09:21:00+00', 'mara', 1, '{"status":["88ae7619020f204ef77ae39eba502639","disqualified"],"disqualified_at":["475ddfe5bbb0e93f3603792ff9b712d9","2026-11-05T09:21:00Z"],"disqualification_reason":["5718d46d186ff35fe525eb549e33db59","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"disqualification_reason":"1a12e8340921cb9cde661f93645545bd2da5aae1cd17ef75bfbf9f0a6fb0dfdb","disqualified_at":"61c6e1f8b663157b643606af9b40277516db9ab34ca1be6ce8c02c757e7b61e4","status":"d6fa3c92e7664ae0af8c24c0b4e2c1f2d5dcd1a387b1380cef6efd8c39d695a4"}', '962abbefec481f1dfbcf6c3e4fc18b6cbb889c308683fb97be99fa1b73df6a0c', 'aff0aa71d5796dad9aec7ca0f75e927409b08e20ef1f4d6ede43bb8606ab46ac'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 4, '2026-11-05 09:21:00+00', 'mara', 1, '{"phone":["1e713efa339d6b2e432c8b8601ec1461","+49 30 1"],"notes":["b467b260e26a0425d94e4bceff7f9a17","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"notes":"25de6f5219c7cf924fcaae932ea501c83454e46058189522c482fe8e4b92aa08","phone":"38b4429cb7849bf47b67b49bcdab5af4d9ccf84a3e84cec640b54257f9c6e074"}', '4865479959818334b47cccfe60a74e167d8d52a9086d978ca504905931be8718', '6015f5b3d1481be8dd2777331760878bd728ab80a1be1f2470010e7c5119f572'),
	('north', 'journey', '00000001-0000-7000-8000-0000000000c2', 3, '2026-11-05 09:42:00+00', 'system:journeys', 1, '{"steps":["736d9fcaf8458681851308bcc80a8ec0",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000080","step_order":1,"entered_at":"2026-11-05T09:42:00Z","exited_at":"2026-11-05T09:42:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000083","step_order":2,"entered_at":"2026-11-05T09:42:00Z","exited_at":"2026-11-05T09:42:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000080","step_order":3,"entered_at":"2026-11-05T09:42:00Z","exited_at":null}]]}', '{"steps":"f42c753d3d3402af609fa39b400ed1f88b7c14e74733c46f295e5905a49508c9"}', 'eca473fde197487bca6ba44a0bd5f7b2d04ed4e7a68669cea52dd60e3c8c998a', '7b898ee16c321829d3d12475b69084bd9f105c2e1e4ff5028b2028b5ee7c1234'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 1, '2026-11-05 09:21:00+00', 'mara', 1, '{"created_at":["4cb2ce24a4353d318d07567b02322938","2026-11-05T09:21:00Z"],"lead_number":["6416bd2fc79e9ac1ff2b57c919939ca0","LEAD-2026-0003"],"external_id":["02af6950bb0b8d55cbe47e2f3604f406","Gone"],"status":["887394195c1dbe75b47ed6eb01ba06e0","new"],"status_entered_at":["6f58e05d059cf1cd1c10b7f182630a88","2026-11-05T09:21:00Z"],"source":["6cd887fa39b54e10435c63362700dd09","fair"],"priority":["9e5161bbbd2f3385ce5bb3d2f1467c9f","medium"],"score":["52a86ace9619354c87ce8f6a47d365e0",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["35e50b725f3fdd4d8c2dffa3bff2d592","Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀"],"company":["14cdf36ab554bc06c0e82d43ae304dd8","Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co"],"email":["9a42658d4041c7a8c2cce7696827324e","Gone@Example.com"],"industry":["f5f748602cf9fb922639e513852c1848","machines"],"estimated_value_minor":["eac692364d049bd0dcc4383cc2934c78",300003],"currency_code":["3b1e429425c3e9311aea63d160cbd7b9","EUR"],"attributes":["2c6f01f211b3cafa3627c54660a4b486",{"tonnes":12,"flag":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀"}],"reopened_count":["2af192a39dee12dfbf08166098755744",0]}', '{"attributes":"101cd6d91989d59b9cccd5815c796623bf502ddcf5771f98267d6e0f09449572","company":"d1519e0991954546df6ede1a38e15eef1e4de52d0630f4739a55d6f811487a60","created_at":"cf900ab593cb9e2eeb69a8fc8f0a400f320a50a40650e8b5113a27507414faed","currency_code":"5e06f1e8a22afc1cee96652729953dc0c3d3fa83f74eaec444bd9490a8232eef","email":"84334bd5d2c915643f2849a521ada104557e15b5ba42f35af34e8558e23813cb","estimated_value_minor":"718df8a784e626aa5858aed39033991bf084f36639a82a85fe2038510db5fdd9","external_id":"8421bc8f95f5738def8964f8b3a0b67f03fdff3afb610d059cc947a750b6aa2d","industry":"7d51c7f253a8f9e25211d6c343d21645c207aa27ad0a67125f6a04ad1186f8d5","lead_number":"8cbbad5389bf3949dca107e1e511d4c963ef90be64abf069842c8acee771045b","name":"d7d88c52b759e612d1e38d8540b3057df78365996e29369fdb60f7ba193040b8","priority":"750a5ffe0e80191983b7fd80940669a12bee1214a94ed20eca23c06c8edcbd3f","reopened_count":"e1cf249102dc676d43586d9488696fe6ddf8a9a8420076e1c7df3fb2193c905e","score":"828486c4bc6bdab0e3ffcd8e20e0dae64dc690b685b3623a1d965115152e9a62","source":"44465e8967c2ab3a5f51d67c4636ce81467be1850f5eaee6331f2e000d959be9","status":"93c532ff85a5226f41febfb58dba51798ce4aee2a3adb77ed6ca8798486fa194","status_entered_at":"7e52f836641110eddda849d32dff5e98f6ff149c81df90866b18c661ca078644"}', '0000000000000000000000000000000000000000000000000000000000000000', '962abbefec481f1dfbcf6c3e4fc18b6cbb889c308683fb97be99fa1b73df6a0c'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 3, '2026-11-05 09:21:00+00', 'mara', 1, '{"status":["0287426bc994e0d3df3259ab43b1cd2f","new"],"disqualified_at":["6c61bae5ea9862691edced28c3a9c651",null],"disqualification_reason":["5b23e8f03a7dfadad5c9bfef337ee25a",null],"reopened_count":["78143d6498c6a232133a46a6a5e33929",1]}', '{"disqualification_reason":"e475077a0a78810a79d564c456c44e6615a908e3df1735974bc3e6c7c933466f","disqualified_at":"d57dc56bec5785301a6be89bb1d07bb755a9731f7d7e8481b05d513d26705b51","reopened_count":"e1958b288b4b0c69018bd2b24cf5dd6331747dce1fa3b77e248229566cdc2c6a","status":"5de05b4312aaba48bde720e2a8987b94fbe91bc44593342ba5164db8fe77aefc"}', 'aff0aa71d5796dad9aec7ca0f75e927409b08e20ef1f4d6ede43bb8606ab46ac', '4865479959818334b47cccfe60a74e167d8d52a9086d978ca504905931be8718'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000064', 1, '2026-11-05 09:28:00+00', 'mara', 1, '{"created_at":["6566597d5b7b53f99ed7ab0ac44a6e3f","2026-11-05T09:28:00Z"],"lead_number":["59d0a37eeb157ca2cbf330c259a67ee6","LEAD-2026-0004"],"external_id":["857abc567d95b1b3dea97c0d0479aed7","For the ships"],"status":["bc5ab4be6fed22175f876b24b6d49232","new"],"status_entered_at":["c0a0662955e0dd14f2f630239862b81a","2026-11-05T09:28:00Z"],"source":["a346adfb4a4708f5b0873437455acf91","fair"],"priority":["ec915fe02c4723d09ef9aab9fd4c8b86","medium"],"score":["456d7fec60896dfd798a47dbcddcfca2",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["2b0c53f2ea86c59800a4ad0ab11f0e8a","For the ships"],"company":["bb1659404b972bf85954fc9b9c3f94ca","For the ships  & Co"],"email":["7d7c0e0ae0b9cab6e506434229f68bf9","For.the.ships@Example.com"],"industry":["a4c7db8f17b3ecf8b4c27e0ab061082d","ships"],"territory":["52ab67cdb6affe40ce2085280c9a3ff3","North Sea"],"estimated_value_minor":["8e057c0df17e0b9ea323842a30bcb4a0",400004],"currency_code":["54941faf0be500cae5ef0696472e038e","JPY"],"attributes":["d96c68fa919ad1ef0fd6917a651fdfc5",{}],"campaign_id":["1592909f8441de38c5aa0164d4ae8ae4","fair-26"],"reopened_count":["80f3b1e25e5e849a5dcb605b74c9e21b",0]}', '{"attributes":"2c44bc9a46280a22919e36ddd7ce50042988628b9d6d9bc581fe47d5c48a346d","campaign_id":"bacfc27a5ba30fd5f27b290f7fcb70ee64d2f588111a563f0435ccb591663e6c","company":"748d6f27bed916096b710abe297ba4a2cbc512fa2a94eda14ded2db84b569291","created_at":"909f8f78023f3a9edf1f89b73329210f74a9405ee9140acb18a868bfe891ad86","currency_code":"4d46de0e21d5fbe7d7bbe9144cd35ebbd1c1674f0c55cf81e79271b2530858cb","email":"0fb166bb090c269ad6a256b124446f3567c876931a4b8791a8e8eb52424a3438","estimated_value_minor":"1ad7c61fa716c02842bdeee6caf3c965678bff8f9840dc3d38efb0763e84d97f","external_id":"10de852284b56f0274a9ac42758f3c2e1b015b5fc9da8305c262d92096416bbd","industry":"58c8f9ead1757a2826e2d4617a43f0927c028a0a94425b271840746c45a85e3c","lead_number":"d66fe15a05b32c0be628e572d5952d90632ce499fd65ae93126f082e554c3d8e","name":"090987e951d970803ca6907cf92696b49f0e8ba83486dcb248b6221972d7aef8","priority":"d2b3a71d24a05676c87800c96e7d859c7c4cad5f3cdc885962ea4c65a51ea63e","reopened_count":"08987cf567b04982ec24d5bde6970a184fe8401c1aa7d15c3ea3e2d0223db61b","score":"cd56db71d7314545072bcdf3433697f239478fe9dc9401c0e60d6b1ef23f0aa5","source":"e7f2b3bd0d58d0f18731fbe3593cc4de9b7fbf0796c47c3a5cf7129178471da3","status":"19384871306596c478690942b02bc232f5a3e4a8821fb643b83662ad9c39f26d","status_entered_at":"0c3f7ce3f77fe30f4c6cb8c5432f0edd6595c569f7acd8c13c6ea219332bab57","territory":"ba6eb716b2805110e910156b41fbf5d3ef9c9130b30520930e557a38c95e7d47"}', '0000000000000000000000000000000000000000000000000000000000000000', '461c8b04a927cbbc6954fd7e2b0245118eaf4e97f32b17e2de2fab0a45c622da'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000064', 2, '2026-11-05 09:35:00+00', 'mara', 1, '{"assigned_to":["f3b62c9151d8405a8355aa346cce00e0","theo"],"assigned_at":["cb0799ea9b4f49daf36ed41f8639c59c","2026-11-05T09:35:00Z"]}', '{"assigned_at":"81aa74ecbaa861df494bab4acc818a0cd2e3d2d8a724aeab322a996efce93ab7","assigned_to":"3d10c22f152a1c7b1d7ad313db2af8eb65741801ca318b284191e10d31f48336"}', '461c8b04a927cbbc6954fd7e2b0245118eaf4e97f32b17e2de2fab0a45c622da', '6d3008f7b66b16a6a2b5ac2a4f51e68985860558fd61e11e6aed324c724bf58a'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000076', 2, '2026-11-05 09:35:00+00', 'mara', 1, '{"completed_at":["8f0b7e885fcfb73b99063931eab580f7","2026-11-05T09:35:00Z"],"completed_by":["06417ba8e243c821504d2e0734ac0e72","mara"]}', '{"completed_at":"c6ddd6189f4b110a890913d5565294e5972e00bc5cf6e7a7dece2d8058a4e365","completed_by":"3547c08be418af38cd2f9be95e637c5ca1a81c626f6208cc7df8544dfb1be996"}', '5a6171d9b308d19163aa2f024d815472556ba3d882b74d1da8581ef9f171f8e4', '422d6e3fb080d19af51d67ef3679fefe440f9ea6493a33ec7a13b9d14b79649e'),
	('north', 'lead', '00000001-0000-7000-8000-000000000080', 1, '2026-11-05 09:42:00+00', 'mara', 1, '{"created_at":["88b35de78da7e7c55798568fc71c417f","2026-11-05T09:42:00Z"],"lead_number":["d0ed3220d777fe2012b7e38a5a190e12","LEAD-2026-0001"],"external_id":["7d99b34bee7d18830e08de1bb50dd677","North"],"status":["3fe9883830433c37d70776e2ff3288c9","new"],"status_entered_at":["ec36441ea94ffcbbebc69d3652fcea52","2026-11-05T09:42:00Z"],"source":["8bb48545bf5f80b194eca5e06669eba7","fair"],"priority":["f120825cb48fd0e04b92e3e8f2969bda","medium"],"score":["55c540014d8daf3efc435fd4001e02e3",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["c438808df823426294cb303927f75c42","North"],"company":["2c7dbdc9bcfe6ca7575b7c5ce8cbcfcb","North  & Co"],"email":["57d2c32b421f2ab3b46394a3fca17961","North@Example.com"],"industry":["9e016d73ba44fb216b95cd9945f7bf1a","machines"],"estimated_value_minor":["3a0557160b4768269d9a60431fb49907",100001],"currency_code":["a4e104acf377ad7c586999294ce25b5a","CHF"],"attributes":["9f8d93f0b50a0b586b8256b6fcc7b766",{}],"reopened_count":["a930822de44f0b2a31ad49538674c7e8",0]}', '{"attributes":"e665625dc6e43de9dbcbd2684473da330b449e191d94cf5dae2ebaf264e019f3","company":"25cd51c786205307f3505d09e112af4e1d1ac95a330ca52a9ac941f5b9c71332","created_at":"473f32c448dd031be811aacf46cf822521667edbe7771d62417520369a92a0f8","currency_code":"3fca3c8411d990aa5585d95b30ab9f91f089608d21632ce140e2a1097eec8c2f","email":"c5a021c26fe45bfbdf1472d31461d0620948600fe1e23f0ab2a3048f04753a86","estimated_value_minor":"719acb0b7b9e0bf97f24a2c1d5e280dd609f173a0a30b01adf6399fa1599c570","external_id":"93c52315382468f39032c794d801eb8844b591ec3886d9e6c469b7cb412e5ab1","industry":"2d9de3869795fb61a9955e205afb8c15efe935bed22e68466af12842af66da77","lead_number":"8a67855e7e2e1ce8f65c9e719062301afe6315a0bb87b2a5da4b8d46832f8da8","name":"d8c4d5bd84a198ff3bda93b9bdcb906bb7c0bdc4126135723218e451106e3924","priority":"d8a450acaf024b3b37ecf3aaf95eee7c7432906b7377be29541b12ee11fd9f31","reopened_count":"c75421dc32321aef7a8f3ea25668c2c0882be6e37410d2a1fb4e2651b57960db","score":"dbcb7a063ba4045bad20ea8e855b4ae3ebd00fb6decc537ce50627d041ac3d6e","source":"8898931ac609ded8f0f7deb48dbb79bd89666210b17553ef8a8295c52bec1ba8","status":"21e5164842a4f8984928f866fdce1c23d3baecc74ee8472290c006f9c988b38e","status_entered_at":"1911b41e7929e6e07caf1e28d0a593d778fd1ac0ab0fb7f2db72c1a8e1dd3ab1"}', '0000000000000000000000000000000000000000000000000000000000000000', '74ced0119afd7774bf753a8737c799a7427e21b05b3b4976fba221a210805537'),
	('north', 'lead', '00000001-0000-7000-8000-000000000080', 3, '2026-11-05 09:42:00+00', 'mara', 1, '{"score":["945650402aa6468bb6ce98056f10110c",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"252ac881a0ed58fdfd388d2d3023d7ce6eb4075fc5b3f693dd6e67a09cc4c972"}', 'df1a4b798d76dc9498c40bef3222966b8c4c49904cbf46ed4781612cf755f9f3', 'd60502b8d9484fa4381669c835c8c968606a648c9d96e666eaec32cd669195a5'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000090', 1, '2026-11-05 09:49:00+00', 'mara', 1, '{"created_at":["19ef53df3af3a0f119f2e93bfa4b2193","2026-11-05T09:49:00Z"],"lead_number":["4d82e041cab6a37ffd86122694ea162b","LEAD-2026-0006"],"external_id":["a545fdfbe164a91269c0163edb6a2303","Queued and done"],"status":["28644a087450e6bcb28b6ac45f9b7135","new"],"status_entered_at":["5cb3502d9576e82a633131ef65752ab3","2026-11-05T09:49:00Z"],"source":["cb37ea87320426e386bf95b26edff0dd","fair"],"priority":["0bf296c78a5b18cb0866dd4112025e3a","medium"],"score":["cc7f95ced9f76451438602bae16f79e7",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["429828a8af87fb9495a2436d051e4695","Queued and done"],"company":["e353e9fc0eb9bda9363b84d101b677b0","Queued and done  & Co"],"email":["24bfb6b103e434340e1d70c4fbb896f9","Queued.and.done@Example.com"],"industry":["bc83dbf49d8a9256809df7d3828d5fb8","machines"],"estimated_value_minor":["469b0ccec78015244ae00e168c6f8da5",600006],"currency_code":["09917982c9348ba091a915e884f43eac","EUR"],"attributes":["e94cb591d45e88b62aa6a1f592417048",{}],"reopened_count":["bbdfdc0613ed83642b9671af4deccca6",0]}', '{"attributes":"00966583b4f9868b0ce81520179450c8610db0aed0fa8ae22c411f7afb1c2d4a","company":"768b6b54c18588caec0a31f56af5d53701b35e497f4341bf2fb8866ea1789481","created_at":"3f8c5b1af9d36d2ccf047bf9e9281de5db41e2ebf3d072e02efb5543d29a625f","currency_code":"cb7f2e0871dcec32164bdab775b166a54fede23e76b121aae109512b43ab13ac","email":"d361e6445be6b2b1893cbf81fd82e66c5df589dd975135a1a680e408de134fae","estimated_value_minor":"6daa56db6912b2e94b37694ad0920b2160761ddfe197d6f694515c503ce7d5e1","external_id":"fe0988d42470c9102a9133361a80515cbc50881b88f78244f938dabce4029554","industry":"79bbc0c3a069a928cc6c5345d4fc218cc83d1bec70812ffd981ded5a6b83c4a8","lead_number":"d25bdef4e88da081e0ab1c41919a086b3d6d7a57d7b8b8db462279a32e9dab29","name":"1a8b3effa14a06a9c8bc7a72130a602778b3a6d8508b8cfeb9c154597c9fb18c","priority":"343fc18df6bf17f028f42d5108e740ba117f3ffa995e47af9cc9702aa8574e8d","reopened_count":"0d0e94a4a61e1d45e49cc5c57683f975f9b84cf4d510699bfec614083d103f0d","score":"7d71ea84f2c1d040f0fd5de82d3c25a6c58e31df86df55c0a18cb6253b8f72d9","source":"08a3af1d3ff39ed51c4d6ce67bdc7ea457a022959c2aef096d675348a8d70261","status":"160f56ab898dfa42b781fce65eac2a52706a609be635ffa2aad88d2d98174ddf","status_entered_at":"581bd29fa953b62b02f0bf6d1b52c476c01c67ff4169b025b9c886a9cbdd61f8"}', '0000000000000000000000000000000000000000000000000000000000000000', '42deac5087c9c5eb2dfbf0661108312c76616accc44e95970d723a44eb720599'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000090', 3, '2026-11-05 09:49:00+00', 'mara', 1, '{"score":["b18217afd5528b105fae5dbc49628dec",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"a630272f7e474609bb3966b1ee8bcf183a577c3677a6c1b3b279d0e8d1cff9dc"}', '66f5c99efd97ae609d259045647f9cb35cfe029325d073b9c126951e4d62bb3f', '073eed3ace5ce733d02632d417c3dfa7947abe43d782a29b8eef5fb07c5bc306'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000066', 1, '2026-11-05 09:35:00+00', 'mara', 1, '{"created_at":["6418081c40d766273801bf62bddd29f3","2026-11-05T09:35:00Z"],"lead_number":["844bd1dcfdff5f8fca26104325a17e03","LEAD-2026-0005"],"external_id":["3211413645c7b2bbbae1122f9960ecf1","Waiting"],"status":["2121b89904bd5ee3aec5d681c95a943d","new"],"status_entered_at":["e24d531e32804035eb3c7b1260726f50","2026-11-05T09:35:00Z"],"source":["2dc3768dcd6795ddefec226b9ff0a988","fair"],"priority":["c9ece2c3f4a3f7f4189e3310cb491bab","medium"],"score":["4f99102eb9f344ccad9c9806494340fb",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["69f5bba29cfa53e71d0a3404e2117aec","Waiting"],"company":["23975580f4e6b15e8c684dee3a759294","Waiting  & Co"],"email":["4a0609a89dd6ed31ccfcb496d0918f43","Waiting@Example.com"],"industry":["dfa22195be2bfd986355e534ddd07318","machines"],"estimated_value_minor":["5bd1f115a14a2ce13f5450709a837439",500005],"currency_code":["1b7f86af1d67d22c6a9969725aa48c88","KWD"],"attributes":["684c61ebc11f97ae21aff5522fb4616a",{}],"reopened_count":["412d66ec48c96bc99fb0dbbd4a454ba1",0]}', '{"attributes":"10fbddbf975acbc254365dfcd7c33d07f55ec7ae792b6c4e7769f402d722419c","company":"6b7c2338408c434f5c116d541ec533c03710cfe2642d98f301a7ea36f927721f","created_at":"673d9540a6078b0ea15b099f669cc3951b00106f71e5de76ea5540ef65c8ef9a","currency_code":"c2380ddd592fc52bc253aed2cb76b48ea28493e0a26797d6a1934af9abb96529","email":"8e052dc08addc4fd09f5c99d1562adfb2381c91ffe6f84c8275bbe0d95ddfe76","estimated_value_minor":"4fd37dad8872e80289c0f7472cc582c052ce0498318f881f2f3f248706cdee2c","external_id":"38f2e0b548d8511c5cc73a7a35f67de454f98d0e79761824c8c63d32e1141154","industry":"2cdbf5fe406963ee210a3a32d9febe8a2eacb304c17d5c30bc517158fa9a6d6b","lead_number":"5bf73214d653a97cc50a6fb84a3e88a31c0d0154f55fd15bd889159c84b36051","name":"cade5626d3a1b06f816946fd3c603c10e7bb9e06a0e6a53c5d613f240872ad51","priority":"4b667dbd1da627a8e6d3631a6a6ab971f96c7764e952d2a098fca911f1a04835","reopened_count":"f076c6d8bb65e0911bbce278cd3308347bb721714794a94e130e7c835479ea4a","score":"3e84eccd0aeb9d596042fc223976ae1e9b54b4287a3ae77d3ad51be51c81de4b","source":"8b979be5351e8194ed1dbaba592ab439b693fbff84369ecff3de8cba1d395586","status":"0fc7618fee1764e3bdd1d76e31de91a80445f7f1e42d85e144e16f283e7830e1","status_entered_at":"ba7fb48c06423666ccdfae413177ef7f5f69335c2c0afd38f71bd11185dcfd29"}', '0000000000000000000000000000000000000000000000000000000000000000', 'e711b046d49efa9b593de515626bccb78eb89d405af298ad590d99b0c0e01ea5'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000060', 5, '2026-11-05 09:35:00+00', 'mara', 1, '{"assigned_to":["496acc5afba083d3b466f1b9d3fde573","theo"],"assigned_at":["da9cd1a3f08d5803f6fda69d48874397","2026-11-05T09:35:00Z"]}', '{"assigned_at":"02e841b90cae026ea2c85a3944b08b794191a025714f5a41055e4ede1ac69879","assigned_to":"f1ca146d7ac22bae9b940d0afbe1fb8854a845dd85b7266a67ae541614ea3bf0"}', '6015f5b3d1481be8dd2777331760878bd728ab80a1be1f2470010e7c5119f572', 'bd31d838bbf1813ef1d4c8bb05b825e402254d247d5f4a212c1dc4fbefd60222'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000064', 3, '2026-11-05 09:35:00+00', 'mara', 1, '{"status":["c6ddcbdee86e7bd8986e7d56763553bb","disqualified"],"status_entered_at":["7e724963bd9a0c6cd8956faf4a24a293","2026-11-05T09:35:00Z"],"disqualified_at":["049162ba484c9077c1236ce08f1cadaf","2026-11-05T09:35:00Z"],"disqualification_reason":["1f305fd974ed43ad057c28c40cc5c67d","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"]}', '{"disqualification_reason":"7e65884b5480ea8b98bb59fd4f5e7069d7c05f804a55fe023743fd8c98b6678a","disqualified_at":"beabe0d6854cac0d1fbb7429dbb88d2f863c89d08e5006fb9aac0def7ee97113","status":"b2d13a6767708ac2996549890315826eafd79545dfc70da4913d76e12ebb60d9","status_entered_at":"c93516999503cb1691dd4650296ec89fce58ebc75245a04f171334cbdf74dad5"}', '6d3008f7b66b16a6a2b5ac2a4f51e68985860558fd61e11e6aed324c724bf58a', '87b90861cc06028a9a8798787b097035686c393156680b70abfa26a8027b2aad'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000074', 1, '2026-11-05 09:35:00+00', 'mara', 1, '{"created_at":["4b62757443216b2287efd0100cf53093","2026-11-05T09:35:00Z"],"related_entity_type":["d2089a3b11ae50ff404251992e9fbfeb","lead"],"related_entity_id":["c5e635f14975d443c4fcad2d30b5cdaa","00000001-0000-7000-8000-000000000060"],"activity_type":["8e33b4a099bace18aa8721d51b5918de","task"],"subject":["8420a0adf56de8a16aa25d1143e50a6d","Call back"],"description":["b70ec9028005ec978ee8771651480189","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"],"due_date":["a45c53fd25eee2db5f17e24ed89ab48e","2026-11-06T09:35:00Z"],"assigned_to":["842c0e57f5f2134cafd837b958ce2f48","theo"],"created_by":["e839bb52aee650cb1957f0532c822a11","mara"]}', '{"activity_type":"88d18e57952406202b15fa9c8a8a1a9cd4d91e4658aa78ba13c17c260dd69fb2","assigned_to":"f8a54fa00c68a8fa4c7369e2f6405df50f0dcb8bd461c4975866d04b14cfc5f6","created_at":"24fca528a2a6ba10bde0215a4928361daf613810242922943740123e2634535c","created_by":"3ccf656fea53489f5336e2e4316f96eadc535efc5b5afaca40624ab257cb2cac","description":"44283604fa6abc6418b3c1ac467a27b2cd975ce3163652c4707fbbee97e228d9","due_date":"ce87e161876e14e908218a65a7470981f912dbb8b1b59f384235ca7827ec8875","related_entity_id":"4150830e023bc03ad2c98ebe73eef7870c1c47bf2aa97e930ccbebe25e95abfb","related_entity_type":"eb9828d401fd39195d56e45f2c09758ca5815f503f36d40d6524e0a93b6fd117","subject":"100643d30c1bd10666346e225347ae1364ab3f2cacd54d23648a038a52f1f270"}', '0000000000000000000000000000000000000000000000000000000000000000', '723b3bebb540233fa3d177c7d7ce926b3dc326adbd11e3f7867ba58bcff9feed'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000076', 1, '2026-11-05 09:35:00+00', 'mara', 1, '{"created_at":["97d4e733d7e5b39d8678eba8c70217c6","2026-11-05T09:35:00Z"],"related_entity_type":["7970d45b3f085506b1ab7708f1302fde","lead"],"related_entity_id":["afcf255316d5688d47931a890eddcc69","00000001-0000-7000-8000-000000000060"],"activity_type":["d6fba466cf075efeec94099e6615faaf","task"],"subject":["d8988b64d0600e3b01ffdc468cf12943","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"],"description":["f96770860cd1fe10cd7d9721bc612c29","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"],"due_date":["614e4b186c5a513778949edfcfbacb2d","2026-11-06T09:35:00Z"],"assigned_to":["947f4e6a59106136c01f71f9cc9c48c0","theo"],"created_by":["8cf2d3f5e402964e40ea4df1b8f77325","mara"]}', '{"activity_type":"64b1b6b858cb1fe3889cc86179facfadb8e739dde0adc35e128a58e32c75e4a6","assigned_to":"656afb9294f6475b658b6f929254dfda862cec1dbd7b054419b6b12ff54038f4","created_at":"6db304c5af1acbc4dfa53dd89aa57b9500389a2952f068cffbb73eade90f8eda","created_by":"cd0955a54a5993246c93666ae5fba34cd310866f6260abf2c852a11df39aaaf6","description":"f4814358d67d9dd6101df7ec76535a9313ca3a8202139f8decce8c36aa351264","due_date":"669aa345c050c276e6c76cf2700da62aeccff1499e3e8a65eeb200ff4e91335a","related_entity_id":"b9490995e7f14b2fcfe89b7f66fbca99497980b2de0a9051e11393f2afd9bcbe","related_entity_type":"d2392e65d125bd1b647cdd325670548bd52f4d54e67d74bf470ae005a4731179","subject":"488f6241f0766cb76cf5e5f4266a6d525c71f7ea65892c0d44cf89c07c126af4"}', '0000000000000000000000000000000000000000000000000000000000000000', '5a6171d9b308d19163aa2f024d815472556ba3d882b74d1da8581ef9f171f8e4'),
	('north', 'activity', '00000001-0000-7000-8000-000000000083', 1, '2026-11-05 09:42:00+00', 'mara', 1, '{"created_at":["c1fc5f787e36c9bccd93b3c2bc3b669b","2026-11-05T09:42:00Z"],"related_entity_type":["5e58b5ca83231caf623480eee8415a6d","lead"],"related_entity_id":["e301f3c993a920f6af81f4ac489c9df3","00000001-0000-7000-8000-000000000080"],"activity_type":["e59ed8a0aabc1f6902dd804f0470a5b8","meeting"],"subject":["75ae716cea424bd575a1d6ce3da5aab2","Met"],"outcome":["79c2471952282b961a430a9d476dbd8e","successful"],"completed_at":["bb1c7b080db8b25f98fdf3e81314d4c7","2026-11-05T09:42:00Z"],"completed_by":["1d2b1215649012c42fe29fde924ceae7","mara"],"created_by":["c9698b514b83a6c73ad1d73977200fe0","mara"]}', '{"activity_type":"5c506006d9816cb1aff2ff86c1e39f1c86eedfc0e63bbf82291d8af7996f33a8","completed_at":"a20080b3475f9bb84ad46b560fdda8a5136b8a181e158bb0a5aa0487a61c3cbc","completed_by":"b8c0fd06e474147d2f32688b480d7cf3ceccc289b6210bb55510a99ab8733bf5","created_at":"87a1b94e42b0cfc74e74bde96785a0f80e36cb3fe5ea8ec7f7b32fdd0d55cb65","created_by":"723346cb0962b540aedc8d8934296fcedd6d5115a175da368453cad8213586c8","outcome":"2da0ec7a9592d1a35b4803c7951172634576f34c550a876b1bdc65b75444d8c8","related_entity_id":"bb1bb2e1cecb785cb0948f6faf55a9e61f69e08ab53debd8b1e34223fbc430d0","related_entity_type":"97d7c681cdaec65218ecb9cb6182c3ef291fe627e66539c55a7185a2df666234","subject":"c477607850a28453d5676329090bbfe81b89e416a1b655caa37a5ddbc914574c"}', '0000000000000000000000000000000000000000000000000000000000000000', 'e6f9755414255241d7fac47f7fd5efa76711ae68772743dc8e6e3b82d773b74f'),
	('north', 'lead', '00000001-0000-7000-8000-000000000080', 2, '2026-11-05 09:42:00+00', 'mara', 1, '{"status":["8b8937e0620bfa9361526d144e371cd4","contacted"]}', '{"status":"287e5b9d569deb695e88fce068318fff67c4607395be9ec226416732ea22e063"}', '74ced0119afd7774bf753a8737c799a7427e21b05b3b4976fba221a210805537', 'df1a4b798d76dc9498c40bef3222966b8c4c49904cbf46ed4781612cf755f9f3'),
	('north', 'activity', '00000001-0000-7000-8000-000000000088', 1, '2026-11-05 09:42:00+00', 'mara', 1, '{"created_at":["bec1dd69ce93c932206c2f0b843f5db7","2026-11-05T09:42:00Z"],"related_entity_type":["aee4ad10577e3fc84fd2426f9201b3aa","opportunity"],"related_entity_id":["338e443eea93e9f8048f932754f083c6","00000001-0000-7000-8000-000000000087"],"activity_type":["26c90a963c8e687e2d34381b20e25ace","note"],"subject":["363f5f3cc6a9d0507481d273aa99ce1c","Converted from LEAD-2026-0001"],"completed_at":["5f35dfdb6293fe0269136935ae7e404e","2026-11-05T09:42:00Z"],"completed_by":["bb1ce34187803c7f96e6bc69bf97f532","mara"],"assigned_to":["8a980e802a309f35a6962c565d4164cd","mara"],"created_by":["cd83e12e332a8f29830719716d0ef400","mara"]}', '{"activity_type":"61228be907dbc574be5b8524613aa92519fbf189926f690b6650a9da12262130","assigned_to":"870d490cc15f56aa3f56855cf33cd4fef8844532e69b6e3afbbc32ddfb4d4422","completed_at":"53be4022299b515f204fcdf602480ac56863018bc627a483408c1b22f6569a4c","completed_by":"4bd4f39cb916ea664158f7b94448f9988d4e637c9426048cc22b87f323b534bb","created_at":"a6d123fc36df859991bbfd9f604c6644f6247e80715b6cff06733f51473916eb","created_by":"31b9f7afc7d54afd60e27f3f12750158237ea5439b3a216567b06a63e9f83f75","related_entity_id":"fe3a6938ad874e5cccd1c50af03d0ad5cb125052bcc8487a434edd9d67fb44d4","related_entity_type":"2c2e24df81fb079e7816f5216fc19f8aad5e9bfc26b9c80e4c91942a0913355d","subject":"f6c9bcba36c000407ee43f4465f4b3bbec821535d2954be97c4e3fec85dd0c44"}', '0000000000000000000000000000000000000000000000000000000000000000', 'df88dd66b1109d3967773722a59e75fe512ea1774e00f862ebbcda7c4d48c57b'),
	('north', 'opportunity', '00000001-0000-7000-8000-000000000087', 1, '2026-11-05 09:42:00+00', 'mara', 1, '{"created_at":["ab485bf1bfe705f4eda445086634ad2a","2026-11-05T09:42:00Z"],"opportunity_number":["5d170db1625702ea5547cc3e980c818f","OPP-2026-0001"],"lead_id":["a341d13686e4fb88a4cd949601350047","00000001-0000-7000-8000-000000000080"],"converted_lead_id":["43b1bbf0ae0bca056d84cc4bd7421993","00000001-0000-7000-8000-000000000080"],"source":["5b848b0eef37ec5ee7a9adcc7eda9f72","fair"],"party_id":["7e9b3d67622d2958667f3c7335ce5939","00000001-0000-7000-8000-000000000089"],"contact_id":["544bc9205dfa607bd04573650df5e5cc","00000001-0000-7000-8000-00000000008a"],"name":["e721393133dd0eb7517a05c419a8f574","North  & Co"],"pipeline_id":["52b7884566277ab183bc76c71d16e2ad","00000001-0000-7000-8000-00000000001d"],"stage":["988c237dbf5987508f2b7b6c7cea34bf","prospecting"],"outcome":["aec3676a09ac7e4168956ee35bb7508d","open"],"stage_entered_at":["b5b0934b4d05aca63187bc97103d0a82","2026-11-05T09:42:00Z"],"type":["faff0700c7878b8e79ed23000b039d06","new_business"],"priority":["558339d0df57c44215b0495d794b284d","medium"],"probability":["0c5454385e83494a194d5fb6ff02dc48",{"basis_points":1000,"adjusted_at":null}],"expected_revenue_minor":["3cca284edd126c261060b8b1e54c22d1",100001],"currency_code":["d197faf567208e3fb22f15acc782f5ff","CHF"],"assigned_to":["222da831b769878f9fd6150472aeaa3b","mara"],"superseded_quotation_ids":["fa6dbdba0a96edbfb7a11052cb42b647",[]],"reopened_count":["1a74ff1976b96df22fdd9fd1231a2e05",0]}', '{"assigned_to":"bb29e9233e877ac45b4e2a5ffc3be0ea7169b6f0b07b0b09b2311e8d06103358","contact_id":"b47b0fa9e39b28032881ed6fe865ee940bc8a9d62fd043bd5ff46198100f83d3","converted_lead_id":"7a6e5bfa997faf94d2e51380c476eb9725a2545e76839556ab42df14c1500228","created_at":"649c7e6ce69626075d1b2b5da0a628657cc4b363ba3f8b6d6ed743a7f7ba4484","currency_code":"77821b95f54ad0f1dcd4175c82a8d63a5199df09598af742045820717f7ac3d5","expected_revenue_minor":"0df1af1ecee398b342c1415a49f2698d2d55ff1789fd4bd4660a3e0cc3c19068","lead_id":"e93f988673c3dcf7d2acf518e7af1e78ad8116070f920f752a6ef7ec34a86bd6","name":"156d0177598fb8d8efa0e35274a2ee8f5cc7bad58e758b6dc409273a9edd1e18","opportunity_number":"c6cf2ce43365ed327633088202dec330a5e506abdc5e107a23248329e7f20481","outcome":"478b4dd1ac97dc89c1de52c340d6a4250f8c7692b8f8f16942a9e0907537ff13","party_id":"69f56bf8ea37dff1c6d3068d3c8bc2804a91446504a618e9fc4c8df852996273","pipeline_id":"de0b4489e82c914f397d7d30db52b8983742d03c35c8c08a2e3a60a7d5eada4d","priority":"cc818a2c9ab9a193794eaa21272e2a81b03f285f0b7ae4e5d661ae197c496829","probability":"ded1289ea26b996254bb6d60eb359bd1d04a509fef53b6ab92c03d1ad823639c","reopened_count":"66e0bd0e743d501927960206822f0ba7f2d3b8e4a17fcb26dc768e8f4fdd2487","source":"55bff6f6e97a89517f40583edf0e78356d7359d8101579b6ad804dd325def9e1","stage":"e864527502a0119ece37934c0dbc5cd4fc0068e3fe19669e87a6b1b55fb640c5","stage_entered_at":"3757e2d2a32e8fbee9361c5613effdb5b7d279f90607155a784625131b5f4bd5","superseded_quotation_ids":"8de829dd29159291c15ec8aac9bc67e7a612f21372de5abd5eebd77f1e99ff84","type":"31cac001497025fb024143bd0958b4da9ef4a7e3c4c71a02ede4458a3724e3a4"}', '0000000000000000000000000000000000000000000000000000000000000000', '64dd9b0acba17f3ff39d32f9fe63512caf6eeb57cce92e45c2e2d15a29b7d4e7'),
	('north', 'lead', '00000001-0000-7000-8000-000000000080', 4, '2026-11-05 09:42:00+00', 'mara', 1, '{"status":["eab83900c6a61b427022b6de947c8281","converted_to_opportunity"],"party_id":["55601c5462bd17f043d30f1eb86fd886","00000001-0000-7000-8000-000000000089"],"converted_to_opportunity_id":["d9097586e89c0bfc690c32589f824629","00000001-0000-7000-8000-000000000087"],"qualified_at":["2933136120a1ba78a71d3f438838b2bb","2026-11-05T09:42:00Z"],"converted_at":["6344ac3e53d811faf5e2d4c96a9a14b5","2026-11-05T09:42:00Z"]}', '{"converted_at":"129f2bf0210e8208c848ee07dc648b8e0e948c62dfccb5719e9822dcfd8debb1","converted_to_opportunity_id":"22c717934f606f7e4c8b566ffc41e04d23ec32f76a7cef41999893230b02c5e9","party_id":"fca1002d6d7388f3fdad185feb6abbb553bcde0942b4b0107f4d43b4f75569be","qualified_at":"400ad67e32c1e550e83874d93994e450bd6efddead5203c6249d0e67ae2e193b","status":"9e27413d618d0fc804c1e3deaeb431323aa6e1c9efeb2316745dad5be6cc29eb"}', 'd60502b8d9484fa4381669c835c8c968606a648c9d96e666eaec32cd669195a5', 'aa8857f0a8bf5c56b8aef5dbd970c388d5b50b657a15a7312277841697189988'),
	('north', 'opportunity', '00000001-0000-7000-8000-000000000087', 2, '2026-11-05 09:42:00+00', 'mara', 1, '{"probability":["e2cc9e2b7d4aa5f59fdc098d5d8ddf19",{"basis_points":3300,"adjusted_at":"2026-11-05T09:42:00Z"}],"expected_close_date":["9ce08c4a72111642da03033bf793d5a7","2026-11-20"]}', '{"expected_close_date":"b8ae2b505abfa9d0749531fafd38fd64b6b17b8551522751eaaaacca2493bb7f","probability":"d7179a2824d52e7fa714273f34df40dbae4fcd6be32c02ea22abebe4b1c7fbfa"}', '64dd9b0acba17f3ff39d32f9fe63512caf6eeb57cce92e45c2e2d15a29b7d4e7', '045c0beea5b5a8cbd6f972088f910d32a76bc938aebed42a87164cec7b547221'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000093', 1, '2026-11-05 09:49:00+00', 'mara', 1, '{"created_at":["f739e4f5a9a1c49b32949e0d6e1caece","2026-11-05T09:49:00Z"],"related_entity_type":["4a1783b7ec590fd3a5b791074090e9f1","lead"],"related_entity_id":["f0a6515e962b884c4c7ae516906217d5","00000001-0000-7000-8000-000000000090"],"activity_type":["a0874e2235f9f774caad3808fb14a634","meeting"],"subject":["87c018268e613c6f2b613f72235af030","Met"],"outcome":["ff6528917cda5bc37f670345ccf327d2","successful"],"completed_at":["5e14149c9df7a6b7b5179e7a981854a9","2026-11-05T09:49:00Z"],"completed_by":["96571e3823cdc1ca2b90014d62dd4504","mara"],"created_by":["5ca544715607232a7f386f98128a2e08","mara"]}', '{"activity_type":"329c22f028d9c6f5a8669a5a9f510617db58389fd7326de76294431c2f9963ef","completed_at":"f04ec52dd55310a376b218c0c3a7044546e0e74884161a6373b5bfd7919698d2","completed_by":"06c1b9d7bad9856aed952d821e0618a7f18ebc4a5a09f0338755ee629402cb1a","created_at":"ef13bbb997e44a33f0a63cc3656b9bb174a019b2664a2e53229b7a02e21a25c1","created_by":"d969ea7cf1834ce1512bf0aafd9aa5542c851fb1c02cc3d154992e4a24f97916","outcome":"c76ece723530de9b7264d4860cca23f308249f40177f13443da912cfc6d68310","related_entity_id":"d1ee38e035588559b6740797376ab58ddd95ce142a49b9718dc0761580e528f9","related_entity_type":"e8701053b346a6974e6506d1e4b803b64985f91b6f5e4ad7b050d805fbdb4c4c","subject":"ee4dabf52de740824f68cb312395079f86c16afd4c1e94cdbef45d2ad2bbdcfd"}', '0000000000000000000000000000000000000000000000000000000000000000', '821cf758cf69ec293839f4364bdd6a3cb7b7617793163b9f8e422844adb53e34'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000090', 2, '2026-11-05 09:49:00+00', 'mara', 1, '{"status":["8a660310b7d968c4de6925438a1eef51","contacted"]}', '{"status":"d2b53542e45ec257b116e59cec7a6f77831abcb3c8180e287478de45a4a195e5"}', '42deac5087c9c5eb2dfbf0661108312c76616accc44e95970d723a44eb720599', '66f5c99efd97ae609d259045647f9cb35cfe029325d073b9c126951e4d62bb3f'),
	('north', 'journey', '00000001-0000-7000-8000-0000000000c2', 2, '2026-11-05 09:42:00+00', 'system:journeys', 1, '{"steps":["288ab3326abc4aa699df5f930ff55401",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000080","step_order":1,"entered_at":"2026-11-05T09:42:00Z","exited_at":"2026-11-05T09:42:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000083","step_order":2,"entered_at":"2026-11-05T09:42:00Z","exited_at":null}]]}', '{"steps":"deff9760d488af3d78666ca4dc5b2a4175e4c05337f0386465a7e3c8cc615e63"}', 'f9346692e2489b68e4b760b26e8e34698961b8a0ce513410bd8598cd0d865899', 'eca473fde197487bca6ba44a0bd5f7b2d04ed4e7a68669cea52dd60e3c8c998a'),
	('north', 'lead', '00000002-0000-7000-8000-00000000000c', 2, '2026-11-30 08:14:00+00', 'mara', 1, '{"status":["5da8533ae24734d29c7d24daf76fbb6c","contacted"]}', '{"status":"c5d3f0ca12e2c6aaea7d600cab2da5802d23e0abd359a2d83c6236f912b400ec"}', 'f4efc9d0ff56a69300373857e955700a7e13a1f7401f3c4a63d2cdd4fb26d7ce', '588015146d534543862655ef91de2cd99ced251cb8643cac6f193b8c26035772'),
	('harbour', 'activity', '00000001-0000-7000-8000-000000000098', 1, '2026-11-05 09:49:00+00', 'mara', 1, '{"created_at":["73f7fb89c42f8348472559889738274d","2026-11-05T09:49:00Z"],"related_entity_type":["c6c2a665a95da0b6cf7b42752aeb1610","opportunity"],"related_entity_id":["3edd0847a16977126b0fb03cfca6627b","00000001-0000-7000-8000-000000000097"],"activity_type":["e39dec56d3109b64501423eab68c4c8d","note"],"subject":["72cd2607561959a8c8c61c04de954605","Converted from LEAD-2026-0006"],"completed_at":["83db235a42305e4e89c6ad09d43354a2","2026-11-05T09:49:00Z"],"completed_by":["0932579342bd0b93d9201e89b27907c1","mara"],"assigned_to":["d39c88c8edab42ba554f93550a3baa0e","mara"],"created_by":["d85b92de4bf3368e7549237c4b40344a","mara"]}', '{"activity_type":"ef3248128b011a16073cb29db2997f72c327d36c721fd2ea117c4168602295fa","assigned_to":"915480841dc090adf3582f2dc7745c226464b151c8e802e4509b75102ebc388c","completed_at":"5b09b64c0658d622506f95fd9b9ebeda180a6b1a314dd19196c63fd49393c06b","completed_by":"242062e522a03719dfb58808e5d35095f09f2b8ab1afd0d9fd99ab7309691995","created_at":"9db7e96001bb0695d767ae0d9e9a16f83f32378ea0243b1d8bece3c6927e779a","created_by":"806a06e956bde8ebe4ebe0fe532b941aa7ebde490ecbe4fe0ec9c6fc5b793e22","related_entity_id":"6f20a167afdf6497d77258d34e85afefc079269f607086deea43471373b1efb8","related_entity_type":"72e5afb1c4d65d941267a681ba9a4d54f2ad1058157be3d0689b0f4582e57ef2","subject":"6e3ac358ac481ea268293229b39d0187f1e79cd4f4fda2e73a87b4d8d5a522cb"}', '0000000000000000000000000000000000000000000000000000000000000000', '7d83cef001189d04cf0dfff694a51869c8e575208ce6931863f236474b0cd97d'),
	('harbour', 'opportunity', '00000001-0000-7000-8000-000000000097', 1, '2026-11-05 09:49:00+00', 'mara', 1, '{"created_at":["589e70de4c8f2151c2b860232179997c","2026-11-05T09:49:00Z"],"opportunity_number":["4b91e6e31a91fd9fe6713f086dd1313e","OPP-2026-0003"],"lead_id":["e5c5ae706a844cd5d422d7e1acaa539c","00000001-0000-7000-8000-000000000090"],"converted_lead_id":["efb309d8997bd1158e471d5357dcc699","00000001-0000-7000-8000-000000000090"],"source":["0ebafadfb65b7169fd1330373638a58f","fair"],"party_id":["229cbfbaf870bf8f09db4a27a4ffbf54","00000001-0000-7000-8000-000000000099"],"contact_id":["99f5cf174b730f9f1141101752169a70","00000001-0000-7000-8000-00000000009a"],"name":["cc6ac4967c9d6e9446e96e36273d06b7","Queued and done  & Co"],"pipeline_id":["31ce5ed60dbb7492c36564c5e27e35d7","00000001-0000-7000-8000-000000000007"],"stage":["456f8ae430a966678f0497ea9e0c8357","prospecting"],"outcome":["7c147f6f1b0178bf80169c4ac7877edb","open"],"stage_entered_at":["8c40818d42aecc03fc2bd70ceca13f39","2026-11-05T09:49:00Z"],"type":["6686f7033eb82ed99a4ee3973187665b","new_business"],"priority":["256d2416f4af59670d46d17d5546e941","medium"],"probability":["7938ae39a2dd996602119284eb1e3d83",{"basis_points":1000,"adjusted_at":null}],"expected_revenue_minor":["3fb8cd7452faee4f3382814413cf2010",600006],"currency_code":["872d93537b5c0405291dddc975c07627","EUR"],"assigned_to":["61f12d6141c6d62ebb0f2ed67b525db6","mara"],"superseded_quotation_ids":["d2e754807247932b0e722dc9534c341c",[]],"reopened_count":["caf2ca957e885982e5a41139f021a7ab",0]}', '{"assigned_to":"87c3ae3e7b34f8d08e4005eaa1c628f761cad02b92b135b5a12deed4b125dabd","contact_id":"dcd2a75b4e6e83e0016a320132845ea990bd252bc9474f49bd20b1e2c14947c2","converted_lead_id":"1857c608f817442743214572096f8008592292114506d479d540668531ee40c9","created_at":"58508894d1e4672fd6ac7c965be75651bed05a26826950fbf1a75f6ca19e763f","currency_code":"071199ff12207ba9621d7e07e04d4287807374656f5f2fe4d19abadb1a3d67b1","expected_revenue_minor":"29fcc5b148a7c2ea221928fe3f2e300d0967478b90dddc29d18c386cc9fb948d","lead_id":"5d973e43b2d8392a690b826da884880ac2b9eb1ddc224338e59a3e54c5ed9931","name":"330302ee39a1f71752d8ca3437aa5b4f586ca38bec7c021a293b27f5aaf64579","opportunity_number":"c6097cc5fdd49817145916128fb34c64e2b3f4039c22fb9821c5124e9aa44a61","outcome":"e7030e9c40fe7ecab797d429267381687ac21db9aa5aa61aef4e9843a0ce604b","party_id":"f2d7392c207bc6ee40bd0f1816bba8eb0cc322510129a75a168f196881f9a963","pipeline_id":"34ec2b26479576c70849e6e05466b27b4d6d3d4b6d319cb4a5dcb94d280e131b","priority":"b71fc0c8b0afa91b4ff92e9f4f71bdf55c6e34543adf90dc743c03c154fab1d5","probability":"a54120ababda8e5b451d30d83aa7874cf39e3df9db1f02cae526ff6be4c112b8","reopened_count":"77d6ac11e347b5683b801c2805bb3068ef3a83ec6f6675a2cd8f4df6bf49582e","source":"402971a1dc85767748f5e2da7df2b63f0ef759d751570ee3e43add2060d692a5","stage":"0c54d6c9870cc5238a57b58318d4b60148cfa8b266207b2fa63a294f2c6f6246","stage_entered_at":"4401ce9f9c88bf0a78d9c5f73ee2aaa30f6ac0ddb3dcfa2d1676d685792b592c","superseded_quotation_ids":"a7b4dcd0390eb072c71c5f38de4e23090649891c27238c9f372e20208bd474ca","type":"c30fdab93d5363362275a9308e9c77295a940d9eb708592a17066a00b87551f6"}', '0000000000000000000000000000000000000000000000000000000000000000', '92fbeb954cd0ba6ed0e8a6db9dd2750c03491efb475c8b2f3a5f730dd6f149eb'),
	('harbour', 'lead', '00000001-0000-7000-8000-000000000090', 4, '2026-11-05 09:49:00+00', 'mara', 1, '{"status":["967778bcf4e1a98bba9ed47bd122b253","converted_to_opportunity"],"party_id":["d51f2fcd910f602eb2e2a509f0db9fe2","00000001-0000-7000-8000-000000000099"],"converted_to_opportunity_id":["7d0896397507caba729fc51893119182","00000001-0000-7000-8000-000000000097"],"qualified_at":["af9b4561f16dcdf3b60455deb55e816e","2026-11-05T09:49:00Z"],"converted_at":["b817dd528876a8474207e0fd63949da9","2026-11-05T09:49:00Z"]}', '{"converted_at":"12c5561b3215731f3a2036cf30743694f8007a33ddbe54d402fa863fc72791bc","converted_to_opportunity_id":"b235976ecf6517cec3108b5f4a029f026ca4a872c96a46ae3b8939c3afbd1ebd","party_id":"64d207c39b1e4adb4a4f7af38fd123c2197fdbfb9f7498220cb369787576b309","qualified_at":"df2c70d576c1b8e66377a7d6919ac586d44226840ac6747d1635375e2589a93e","status":"edd23da7a5579f476cca67cff9ae367d572f0af564885f6556b52bca965eb99d"}', '073eed3ace5ce733d02632d417c3dfa7947abe43d782a29b8eef5fb07c5bc306', 'e3de737bda1fefe232a136d60c2f607bb9bf91ba122d5d18cc98a3eff11e7d0b'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a0', 1, '2026-11-02 09:07:00+00', 'system:journeys', 1, '{"created_at":["40dc25c59edf647b65979ef26ceffe70","2026-11-02T09:07:00Z"],"journey_name":["fbd88924533bc5e2a6be5be689f6edd2","sales"],"party_id":["657f24c88ae95fbe37ca65ca4b11337e","00000001-0000-7000-8000-000000000036"],"lead_id":["4d821fc6a20c82fe2a59535632d286f5","00000001-0000-7000-8000-00000000002d"],"run":["a3c3cb004b118c53802638ef817c92b2",1],"steps":["e9c3ce4e0fae2c18aed9c482b98d3c8b",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":1,"entered_at":"2026-11-02T09:07:00Z","exited_at":null}]],"started_at":["2b6b9175975e0aabf0d83416b65f4c12","2026-11-02T09:07:00Z"]}', '{"created_at":"a0296b1b644013e6b9fc46c911146be291d06c53099978d12817fbfb43aa79df","journey_name":"1a65cc7a8068aefe666386247a496928ee401f81db1c21c4cb226dd3459fd968","lead_id":"64e78dae48623d938fcfc7dd0e7e21e3b79100cc91e4d0a8529a49173c17e84e","party_id":"e01eb0337d6508b7cfe3689f2704a65f45f9047eaa8a80f2cd771d444b7a48c1","run":"5e9a9eac4ec26c6077f1da89e7b01e9c2ff7ac6487fff11ec441e150c1f021b2","started_at":"5fc91b0fe94c5d83ce82ea7568f49d5d51e36b4a7b9bd94a6dd16cabcde57556","steps":"4d200614d02a467ac8d2b2070310dea8b3bbe2b822cc43e80172081686a5b4d7"}', '0000000000000000000000000000000000000000000000000000000000000000', 'be5fcb8db73d11e15c0d9700eba696e1195488b465f70e5b7ebfdee155aef499'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a0', 2, '2026-11-02 09:07:00+00', 'system:journeys', 1, '{"steps":["e68044c30906793611707d5e4891905c",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":1,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-02T09:07:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000030","step_order":2,"entered_at":"2026-11-02T09:07:00Z","exited_at":null}]]}', '{"steps":"ea8fc48aeb06ee26ecac53aa10086c87b4fc8ba1a2a9b392a2a20490e1f7e1e7"}', 'be5fcb8db73d11e15c0d9700eba696e1195488b465f70e5b7ebfdee155aef499', 'a2683bf501181f62a87dc97461ac42c17f1d77a929ea0afcb0da2a256066d361'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a0', 3, '2026-11-02 09:07:00+00', 'system:journeys', 1, '{"steps":["4bb0b02a4985efe07444d1162a7375ed",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":1,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-02T09:07:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000030","step_order":2,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-02T09:07:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":3,"entered_at":"2026-11-02T09:07:00Z","exited_at":null}]]}', '{"steps":"c404d467203ac7bedbf05d64017fca2371c971f9a184de592d82bb0e992e1e10"}', 'a2683bf501181f62a87dc97461ac42c17f1d77a929ea0afcb0da2a256066d361', 'a73382ae96651cfa01f98921b4b020c3ac141d44d09a452cb497968a377bdd0b'),
	('north', 'lead', '00000002-0000-7000-8000-00000000000c', 3, '2026-11-30 08:14:00+00', 'mara', 1, '{"score":["fa027c223c794755c08f1324a7865fc4",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"a524b44f8398d0af01ee618006089e8e4ef329f3289bc89c9d374d50837313ee"}', '588015146d534543862655ef91de2cd99ced251cb8643cac6f193b8c26035772', '4e6ae02ae9a6c7700aeb068c0e75fc86583a020716e69b08698f0941ec47231b'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a4', 1, '2026-11-02 09:14:00+00', 'system:journeys', 1, '{"created_at":["41b113e25213f100a4a3d78054a9ddad","2026-11-02T09:14:00Z"],"journey_name":["ca0c4ab53368dc99d91d73eb93321de2","sales"],"party_id":["eb78af17913b0bbf635495739bf54916","00000001-0000-7000-8000-000000000046"],"lead_id":["8880ee8387d5b4f88e35bb9310fd3a92","00000001-0000-7000-8000-00000000003d"],"run":["c5691aa289899b6419389fa48bf94123",1],"steps":["5cf438bf8b83f9e3602cf583ac988a74",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":1,"entered_at":"2026-11-02T09:14:00Z","exited_at":null}]],"started_at":["e41ef9e9e1d2f929c4c17dcd2b7be34a","2026-11-02T09:14:00Z"]}', '{"created_at":"d75215adf809c574900dc91c47fa5bc9f447c805e64eefa071c876a3ba744b8e","journey_name":"8a73906858519bd36f410cccea6f25485172cde99dbc869808bd1c93387f2213","lead_id":"888a01f67cd5bdbbe0d0dd0d911c7d951c76d86fc0be5893eabba69b9c032fda","party_id":"e60da369dad2a34616051a4e09c1c2c32682e542e625452a856b801bfd441489","run":"cff857bc6e13b8c0bf5ce3773c6d349beef1117e3cc267506a8df737ea85fe16","started_at":"da018fae4af2af38a08becdad7e4695ab6741cc0a489510882f2d61059679a16","steps":"6ea7e06cdecc32e891328397fbbb61305261bee1d9036aa48bbdf7e0639d0a4e"}', '0000000000000000000000000000000000000000000000000000000000000000', 'ad73f53dbc13aa8b6db5608bb6ce89142d7aaa6bb7ccfe55a38a6d2979333901'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a4', 2, '2026-11-02 09:14:00+00', 'system:journeys', 1, '{"steps":["5a45af1f8054c9fc42b94054f9a99c7c",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":1,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-02T09:14:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000040","step_order":2,"entered_at":"2026-11-02T09:14:00Z","exited_at":null}]]}', '{"steps":"e416800f1111adf4dc962b6c1f1b483852ddfec4a603ef650e3e2a8429c50c52"}', 'ad73f53dbc13aa8b6db5608bb6ce89142d7aaa6bb7ccfe55a38a6d2979333901', '14be4a372dbbd6abfeb88b3f76217e325e433877e83354eaaf32153a613df31e'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a4', 3, '2026-11-02 09:14:00+00', 'system:journeys', 1, '{"steps":["32fdf19e39ee483b2362c8c46d633c7e",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":1,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-02T09:14:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000040","step_order":2,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-02T09:14:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":3,"entered_at":"2026-11-02T09:14:00Z","exited_at":null}]]}', '{"steps":"70dc127443b603a97caacea7aaf04a389a09b8c886487f1fc5d81f447d67be49"}', '14be4a372dbbd6abfeb88b3f76217e325e433877e83354eaaf32153a613df31e', 'a67b034fef2c3ec4398879d6268d117bdf1b88bce181e34dc19c1befcc271e07'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a0', 4, '2026-11-05 09:14:00+00', 'system:journeys', 1, '{"steps":["4ba9b74289385b0ca15540c7ab3f78df",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":1,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-02T09:07:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000030","step_order":2,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-02T09:07:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000002d","step_order":3,"entered_at":"2026-11-02T09:07:00Z","exited_at":"2026-11-05T09:14:00Z"},{"step_type":"closed","step_name":"closed","entity_type":"opportunity","entity_id":"00000001-0000-7000-8000-000000000034","step_order":4,"entered_at":"2026-11-05T09:14:00Z","exited_at":"2026-11-05T09:14:00Z"}]],"completed_at":["dec5253c2e49d2a4968094821a86ceb7","2026-11-05T09:14:00Z"]}', '{"completed_at":"18322ce1074d8fbbcce0b6f187db932b925d7b50fc6bc6dfeef9d14e3b97f815","steps":"54313919b0c5ff7360749fa632f71e50d1ff94d3cac2dba1cb523e5b271b2dd8"}', 'a73382ae96651cfa01f98921b4b020c3ac141d44d09a452cb497968a377bdd0b', '54925c338ee257d07ef592b3e651f072388e636def57a99284eb03014e6e609f'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000a4', 4, '2026-11-05 09:14:00+00', 'system:journeys', 1, '{"steps":["45174a60cc06db0eff39b65a0cdea18b",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":1,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-02T09:14:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000040","step_order":2,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-02T09:14:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-00000000003d","step_order":3,"entered_at":"2026-11-02T09:14:00Z","exited_at":"2026-11-05T09:14:00Z"},{"step_type":"closed","step_name":"closed","entity_type":"opportunity","entity_id":"00000001-0000-7000-8000-000000000044","step_order":4,"entered_at":"2026-11-05T09:14:00Z","exited_at":"2026-11-05T09:14:00Z"}]],"abandoned_at":["ed92d090d650a4f7e5f18dd930de3d62","2026-11-05T09:14:00Z"],"abandonment_reason":["4735c45f795402dbbb24119a5568856e","O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"]}', '{"abandoned_at":"34711180418f4e96915082b95754c3537d073e13b4f1b8b6ba4505f3d3948471","abandonment_reason":"e72b6a30a854085100b13466e55e1e5b08fc5140698a35af97f2ad14e6967a2c","steps":"ecb876566b142f46d7c4db547a9ec5a3b961dbd913af8035b6f4978919c91457"}', 'a67b034fef2c3ec4398879d6268d117bdf1b88bce181e34dc19c1befcc271e07', '4f0d34ac80337ec11776cf777c56bc3e6859de0d2cf156b444a8f9c220bdda5b'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b2', 1, '2026-11-05 09:21:00+00', 'system:journeys', 1, '{"created_at":["ae30732155802b56121b884c376fc8b2","2026-11-05T09:21:00Z"],"journey_name":["a2a69683cb38aece67216b351638da24","sales"],"lead_id":["df28d18c3cf6bf021f909bc266cacf0d","00000001-0000-7000-8000-000000000060"],"run":["5f89bc1559656cac2cb6032378102bce",1],"steps":["04bcc51b92074577858ba3071f38a31c",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000060","step_order":1,"entered_at":"2026-11-05T09:21:00Z","exited_at":null}]],"started_at":["82c4a3d2af07a91881a53a47eb4f3f24","2026-11-05T09:21:00Z"]}', '{"created_at":"d93ea79ad4ef6052d8ec88e8858595e83b1f42464f2023c382b0b149242dab5a","journey_name":"6a4d5399d05cc01372cb9491e8a1b5b1d77b01ab1cb9b074fc08b4e6ea93ab06","lead_id":"711c7081859a8a5038bdc75202e2edc91bf24524c55182d9ddc3b271ceb466a0","run":"9c83d5799341b9dd0154a142ce0496a09b3cfa14d6144b8d86c4cd30111f217b","started_at":"f8e0662012d0502e28a600aa0635a923dee77bfb7e8feb7e4cfb52e8a701d5e0","steps":"723cdd56be24663efa7974996d8b24a884572592ea5ce7a1661dd5a1aef935d4"}', '0000000000000000000000000000000000000000000000000000000000000000', '706ac51a25b5db283fc3a2a68ebe549ce6edd0b75c94da724c741de752009987'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b5', 1, '2026-11-05 09:28:00+00', 'system:journeys', 1, '{"created_at":["8e1586221daf7a061df4759a9d760b99","2026-11-05T09:28:00Z"],"journey_name":["d46907b0d621c5b73f9e3ea237dc8f7d","sales"],"lead_id":["0dbde453355d1c0344ed31653753819f","00000001-0000-7000-8000-000000000064"],"run":["8523cc6950e0879d8f805df2e9ab8a5b",1],"steps":["41f48d0f83bc4497622f67f28c92f206",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000064","step_order":1,"entered_at":"2026-11-05T09:28:00Z","exited_at":null}]],"started_at":["aae031e5582259e2e2dbd38919fa9778","2026-11-05T09:28:00Z"]}', '{"created_at":"3a87755bc9605dba0a889f3e4c284bb28e2cb74aec10af110dfa30431d7303b4","journey_name":"944549a2881f23d99f78254ca529473ed6f5977d7fbf64fc3a91a606e9532ded","lead_id":"2204a461832a881699afb8c8ced286f30f746cd71af448cadaa778e866f49bd5","run":"abe5d065134d4f78710128e6c8d2f2662564c0ae5f4d06d49a8d2bafcba43895","started_at":"c22eab7bce9b05b87efaac4a8020daf9fbb7a8566013f2944d2abdc94f9b41cd","steps":"bd774cc80523735137622788fac005084fb14e066d9e52db6466397cfe7cdd59"}', '0000000000000000000000000000000000000000000000000000000000000000', 'd525a08193689b70ffbbb0c67ea19268ac9d3408460c975927bcf4054e900cc1'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b7', 1, '2026-11-05 09:35:00+00', 'system:journeys', 1, '{"created_at":["3f43063d85f0a0e38198ecb8f25bc05c","2026-11-05T09:35:00Z"],"journey_name":["0d3bcebfdc9af2c0048f202a4c3dd9d1","sales"],"lead_id":["54d28762e40e0ad110850b0190e76ca9","00000001-0000-7000-8000-000000000066"],"run":["8534cad0497b8f6d21d021b8696038e9",1],"steps":["e9eab2bfdeb774b901bc13e809532fdf",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000066","step_order":1,"entered_at":"2026-11-05T09:35:00Z","exited_at":null}]],"started_at":["4fad4e310f9b684e6ed3e3311633d724","2026-11-05T09:35:00Z"]}', '{"created_at":"a7ac9945f212ad17f9416406323aba1d546b8cde42e4c102ff0024c527466532","journey_name":"9456c33058086350c7fd1e5f7d9f03ff4143c0b3d5ad831f91c17b3e28077e9a","lead_id":"ecde3048deada878b420d1ff48e105800323974d31d4c0c8ffb6e6b560b43bae","run":"0b75218d6c4bc7ae36ae31404adcecef2dbc6a2c5a44e7571e824597eef5288b","started_at":"2cd2911a2f582b9cbf2331ac34248845866809ec97d9bc1d73d8f909fbed271d","steps":"120206201636f97473a08586ede42145f287a37bbd7dd17532bc4299bd35a40d"}', '0000000000000000000000000000000000000000000000000000000000000000', '7ca9fd62c4e48cc8d104c5025dc61c88003f0550090d761d6a4b13131f0ac272'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000b5', 2, '2026-11-05 09:35:00+00', 'system:journeys', 1, '{"steps":["4f56f22411ed488e446834490675ccb6",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000064","step_order":1,"entered_at":"2026-11-05T09:28:00Z","exited_at":"2026-11-05T09:35:00Z"}]],"abandoned_at":["3535dbf45674593d3c28861b74994032","2026-11-05T09:35:00Z"],"abandonment_reason":["06abb9bd5586eaa225e35dae07f4cb6f","O''Brien & \"Söhne\" \\ 100 % 🚢🦀"]}', '{"abandoned_at":"c18b93d5cfd453b67ee1c5aa0e08a08a38f6ad331a0357a240afa0df050a0900","abandonment_reason":"dc47e29ac69d57addc30c5e722d13fee921e6678dd4e3e57f450a34a0f3080d1","steps":"8c11330e07ba16c196f8bafba1aa3cd96743eea0f98c78e0094d30302ebd0275"}', 'd525a08193689b70ffbbb0c67ea19268ac9d3408460c975927bcf4054e900cc1', 'de821ae4c8d3f52f71e80c1af153a4d8ab1beae1cee46a5702a330df635bc1e9'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000be', 1, '2026-11-05 09:49:00+00', 'system:journeys', 1, '{"created_at":["1d2af72270e29ecd5294799ee719f2bb","2026-11-05T09:49:00Z"],"journey_name":["1655703f51cbbe6ef740baf362e174a6","sales"],"party_id":["fde900484e4f2e6ef147af099a2896e9","00000001-0000-7000-8000-000000000099"],"lead_id":["8f37814cf209a22431f33ddad6a678fb","00000001-0000-7000-8000-000000000090"],"run":["34019790f9b56bebc1cee3658676392a",1],"steps":["547db657828cb6e97fb493aa5efcbe66",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000090","step_order":1,"entered_at":"2026-11-05T09:49:00Z","exited_at":null}]],"started_at":["ec4fbcb74f6072273fddeebcd8cf916a","2026-11-05T09:49:00Z"]}', '{"created_at":"de7e99fcb165f4be2e27af00c47f3ce3d51f79730aa770feba3808d7e5820f35","journey_name":"2ea412e933e575fa68c795cc06a5ec0aa02af10f6f5a51df7b9ca746262416ee","lead_id":"eee5b8279226334c190c83b72bc5f8af26a704f01ef642f3de5da3e95fadf0d2","party_id":"6c7b9d9b9308df008b49961f84a5d92322dd23bb88654b13a3a5b43125370cd3","run":"203fd27abeaa141e843d749c19e8e5d1fab983c44edc5345a981b19872ac5041","started_at":"4aeadda9d31b33a3af75687fa4295771a72011cc4ef59b807b14b1f7558a9ba7","steps":"9afb279b6a87b15411ceb516b7474b2cf306b1ce88deecc85e50b32ddff4df9d"}', '0000000000000000000000000000000000000000000000000000000000000000', '922832cd860049f7e4d167595082b0743b12127f0134881b6b860a26d8cb5c14'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000be', 2, '2026-11-05 09:49:00+00', 'system:journeys', 1, '{"steps":["55ad36820ff8f20c1527581e40f0813a",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000090","step_order":1,"entered_at":"2026-11-05T09:49:00Z","exited_at":"2026-11-05T09:49:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000093","step_order":2,"entered_at":"2026-11-05T09:49:00Z","exited_at":null}]]}', '{"steps":"63497eb78571dd42979d56466eccfa77ecdc8851c4dd95912751f1c90e4b8894"}', '922832cd860049f7e4d167595082b0743b12127f0134881b6b860a26d8cb5c14', '72d1d6f9926c710fae9998da8f6153069c77a4b5146b242fd98b3f55e3d3ba73'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000be', 3, '2026-11-05 09:49:00+00', 'system:journeys', 1, '{"steps":["987780bdaa5d38098b0a1f07bd1f5283",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000090","step_order":1,"entered_at":"2026-11-05T09:49:00Z","exited_at":"2026-11-05T09:49:00Z"},{"step_type":"touch","step_name":"meeting","entity_type":"activity","entity_id":"00000001-0000-7000-8000-000000000093","step_order":2,"entered_at":"2026-11-05T09:49:00Z","exited_at":"2026-11-05T09:49:00Z"},{"step_type":"qualification","step_name":"qualification","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000090","step_order":3,"entered_at":"2026-11-05T09:49:00Z","exited_at":null}]]}', '{"steps":"9fb7890e8afd5ef4da203a4771d3438623e6fef39c2c1a7956cc4215a56798bc"}', '72d1d6f9926c710fae9998da8f6153069c77a4b5146b242fd98b3f55e3d3ba73', 'a169913940d4a6f9a962fd2071e80e989e6e2e0c05c616bb5503370e5716dca6'),
	('north', 'journey', '00000001-0000-7000-8000-0000000000c2', 1, '2026-11-05 09:42:00+00', 'system:journeys', 1, '{"created_at":["df60716dab67a6c4bd897b896f4893e7","2026-11-05T09:42:00Z"],"journey_name":["d869d594b7023a66533c2105eaa23a62","sales"],"party_id":["2b2c9fe88842e6351d78b4452d3e3656","00000001-0000-7000-8000-000000000089"],"lead_id":["7d40c86d3e4dd437a26d3aca5eecdd19","00000001-0000-7000-8000-000000000080"],"run":["a80699ded42e5a22686fb22c680b30a2",1],"steps":["3ad645086379cbbd3d65e3a397f606cb",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-000000000080","step_order":1,"entered_at":"2026-11-05T09:42:00Z","exited_at":null}]],"started_at":["7d86366b3e7b69038647aadf975a6536","2026-11-05T09:42:00Z"]}', '{"created_at":"70803713f252aed141805af68c9a8cbc0a4c9e50ad76521fda7c1ca1271ae574","journey_name":"0243fa57f9ad962faea0bf0ed86f58952c8d26b378c443376490e344920964f3","lead_id":"4d83a27ed82ea94a3423b9b5dbe02946655e010ef953570e39a6832f7dfb457f","party_id":"575f9f496c50599538a32aadce0bb801116481f8c01a6560526b668d4e883dd6","run":"c58a801859551a1edd4764cf3db2939f19f7fe6dc7d089a06f41d2097f5aeae1","started_at":"555037629123d14c84e3a6d677c5a3a40d4dec24491e0b85fcdb21c606146a76","steps":"c82eca7f1d08ae4a662e17efd26b86e6874603d6b6900101481dc2059b0c989e"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f9346692e2489b68e4b760b26e8e34698961b8a0ce513410bd8598cd0d865899'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000c6', 1, '2026-11-30 08:07:00+00', 'mara', 1, '{"created_at":["2fc37e2b18f710a39fd3fb8ee5f3a0ab","2026-11-30T08:07:00Z"],"lead_number":["b8792a08b7b59bf107428c51d4dc5328","LEAD-2026-0007"],"external_id":["60058d31260b69ffa53fe71c647f34cf","Queued"],"status":["55befd8c25cd1d5035bb14d549f09a63","new"],"status_entered_at":["cc51007bbdc1bc7486521370d4776dd3","2026-11-30T08:07:00Z"],"source":["78311fed8dae21fcfc0cf35b9a2ce5a9","fair"],"priority":["0c5db36fa83f97bfc13e5655211f614a","medium"],"score":["06648a2a9acd48c61a7641eee1ca0f94",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["4b4e1d559527be38d1531dcbc61ca6fd","Queued"],"company":["a8a7bbe1743e17749bd633b2c91ecb7d","Queued  & Co"],"email":["3718d8b6ceaac3d775d48bd13e60ab7c","Queued@Example.com"],"industry":["e3b8b1a722f7e867f89de43637ffed2f","machines"],"estimated_value_minor":["0e03d8add02699f46a893b0d11087163",100001],"currency_code":["771b87483704b74f8fc6da261530e80f","JPY"],"attributes":["7299a4f2bd66bc0650fc1536856cf9c6",{}],"reopened_count":["d773efa2424bd6b5843ff898448e4061",0]}', '{"attributes":"6919f1837754998048af323176bc4cd305650650ee4ecebc84ee68daea6b5c56","company":"4ef4830c4af308159e388074a5a7bfa14656e1952c01c775d2bf271974cd2a76","created_at":"1cd1c30d4a329e7c512847b65363b4135970f1a851c26590fe633b55e3b8b722","currency_code":"3edfac5961f190a6d536bbe6ab140d7fe2bb3cb9ac7ea48e0239a21e6ef9900a","email":"77abbe74852a4dc59800f3ede6f412fefea43894d934a310967fca02d10ec6a1","estimated_value_minor":"3345e0405339207aeb4f5fea8cc3a611d6a67d6e082824bbcea1446c9112e548","external_id":"a7150d6b152412bdd7ccfbe71d3347bc5966c87dc195bfba85bb984a16894783","industry":"6b9cc9446dbfca255311681d0f88b1c4d9321781f2f03724bfc501f3647ba859","lead_number":"7adacf56a8294835998025db238252ba027179c966038cd3d4d0d63571b4458d","name":"c97be7ac3efad0bbf54ee6baf5c967e77378d747c670ae9d1bfbeda13084cf02","priority":"0060c14892b40e43d4de4d20f5519df3d9c38f17342ec19cb226d3fd52483e6e","reopened_count":"d9905305bc222cda5028d0d7eb49d8989722aece58f64f9c1c0ad395da0e024b","score":"e6dee9fb303865f2ff246de1376711e7742cd79cfcdaf650ca0d33372e12f695","source":"58b7cca7edb9818c83734a4b3b37d22f6ec28837cafc8b3c99f28a5e785e9c85","status":"f3a24c0cb020defc8d3dc4d7fb3ec70564d9f9a575b4a64a9b9e129521993e38","status_entered_at":"72c27d5efbd6995180865e4c7f146d33d3cbd07db7c2aa1f64d0e5674c3edcdd"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f19a881adbd811662ae5af88816bb647c5956fc58af1b18a0d163575c6c4180c'),
	('harbour', 'activity', '00000001-0000-7000-8000-0000000000c9', 1, '2026-11-30 08:07:00+00', 'mara', 1, '{"created_at":["6cba906e78c3b9842a5f5e02a75925f2","2026-11-30T08:07:00Z"],"related_entity_type":["7a3dffbb151cfc7f742d0cc7328b9a1f","lead"],"related_entity_id":["d346da1ef60d931a1eed800867757362","00000001-0000-7000-8000-0000000000c6"],"activity_type":["c85154be1b1eb076e10881ee7c550f31","meeting"],"subject":["7aa93a33470870bf9351870e3fe1a3dc","Met"],"outcome":["b48b646a5e47fe7807451f800c6424d7","successful"],"completed_at":["eb45d75638cf3da18234442142154d0a","2026-11-30T08:07:00Z"],"completed_by":["3e61a4122ecff7e0845093f2b1a87b63","mara"],"created_by":["32e040ed2beea261dc43f2dce0c19366","mara"]}', '{"activity_type":"69278e0e45a37be1ec73f5d3dbcfeeb51d5825895eda930d8d16a1990a253f47","completed_at":"1eb5720c330d3f4da50e4d1b53a3502496e53c899cc1c225c80d5082eb278ca2","completed_by":"e4861b18efefd1829c66c5a4bbb72fdb80d5374e0bf5eb4761e76e8fadf11ded","created_at":"66c712618995c0ba5e2c4178149d6475e2180f5514f09c210e69b11f28ff2e36","created_by":"af2789a044690e99b42f18633c2a22c16eac2b853a92c1779dff6d77da006399","outcome":"b0c84d3ced04436b2ab1e33f031cd795b43e3c3588290428a5644d39bdb1b3ac","related_entity_id":"0ed40ddfe2c1612e4233802f5b5dcffedca472d475c8c68c85340abb39eb4442","related_entity_type":"01702b72e0350dabca2ef6b9e2f88082c3a89809b242bcdd841f1739667bd77b","subject":"1ef251dcedff7d011715e98f1a9e57c8b454c6057de0d93abe10145c58eed727"}', '0000000000000000000000000000000000000000000000000000000000000000', 'aec6d5b89794b4a79ac47f3d82e3cb6711a31f937d26045565b745d02e8a2e2d'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000c6', 2, '2026-11-30 08:07:00+00', 'mara', 1, '{"status":["25d1e7020190c7ce92818470165dfedf","contacted"]}', '{"status":"acd04b898959ebe025461bc1cd5c36c7f90f8f12331a8ea91c8b0ff5fb10d63c"}', 'f19a881adbd811662ae5af88816bb647c5956fc58af1b18a0d163575c6c4180c', 'accac22fca5e1677b69183d6bba6f77e1a4a268523edcec7706384f36e03ebe3'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000c6', 3, '2026-11-30 08:07:00+00', 'mara', 1, '{"score":["43dad8f540fe191a5f4dc0c645a04306",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"fecff0b056508125e8acdfc98055f724f18ed935598663d28678cb510f927926"}', 'accac22fca5e1677b69183d6bba6f77e1a4a268523edcec7706384f36e03ebe3', '8bbc84ca0418dc5e98826d5f19e3ce87d8926b75da726d5115edd1b17e9afd00'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000cd', 1, '2026-11-30 08:14:00+00', 'mara', 1, '{"created_at":["f8e02b1ab18c5e168930d8cd174359a8","2026-11-30T08:14:00Z"],"lead_number":["26c95e16ad4b4610a9282bbb7fc030ea","LEAD-2026-0008"],"external_id":["f843029161bb29605e7dfed783671dd3","Not good enough"],"status":["53d6658eb32865056caea071e3d46f67","new"],"status_entered_at":["8b00cfdcc90b82c6b3f8f64f67e92f71","2026-11-30T08:14:00Z"],"source":["8abf86f7c1edf4c89091a914358b3cc2","fair"],"priority":["4cd626748d11a06e74af25cafbdd0776","medium"],"score":["0fb3e1e4641ff75f3942a425ec4f8c6b",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["21a18bf4b9857cbe1be6c79a430f5738","Not good enough"],"company":["96798caeeee50d1cbbd6fb68cf8badc3","Not good enough  & Co"],"email":["ac88cdb3d0d229830117020e7c0f3e8b","Not.good.enough@Example.com"],"industry":["49936d4f6b252ec02357ed84f268531a","machines"],"estimated_value_minor":["9f316cf48b626dfd3059f94d976bb13c",200002],"currency_code":["bbced24997e97d779e9f6fc63b925ec1","KWD"],"attributes":["e398f5c8f5a39564fee33375b05c1805",{}],"reopened_count":["e4c791271a78346fb3c8bc7f821d5f18",0]}', '{"attributes":"3d4b9cd5aa739f2400e0e6c2d3e64e8295006a61d7a5dced4643965e413f5def","company":"746be4153521ecc14716221b8dbb43f77190fd7f982d0d08765dddc602cdba1c","created_at":"4ced72c522204bd55dcde72e0422180d15fc5dc78c5197d7fc0653372b09f3ec","currency_code":"d86b49cb87423e959a2903894ffcdf8ab7956c2fae604099485acd9f9d3192e1","email":"4ad79f5f371c9de83a50be3d8f1297a94c05e259104eb405909202dc130edb84","estimated_value_minor":"c0879749060b05d3537e7caff6f10281c5e8a0647620927fe0117fde4240308d","external_id":"0d5d4e6d42e56374b7efd051ffdd022a7e772aab9a54abe3628956cefee2d676","industry":"38ba8f3f8f212fa2fabf9ba9c3425e9b128a2603065314ca30c67b0a2dfa57ee","lead_number":"ad4c4a70a0646151a007c606864e49aa7e29f6ad048b53b964d93a34e0131da4","name":"ef71e196bd64aa08407ae1c95e9f7bf1e90d3f47e0154d0c27d458755ce4a0cb","priority":"006a14557ebdcb13e766c6c319a91bdbd5a149a5dc65603b2ec55f07be122b32","reopened_count":"40ea639217d4a040d2d118b9777073cef1a86d46b6b5ad543f0a25b2e9d114e3","score":"37890315e7c1f30e148560a3fc4ae6552b1bae10d4e693237c7d93f0cc3848af","source":"bab780b3c72addb61274587899e4e3e4f61a5d1a548928daece2f7ab232d2ac6","status":"ee55662ccc629dbcb335c39d9a2beea99b44bab99107b3cb4eaf9a7bca8a378a","status_entered_at":"4037cc9f0e29838b71ed3b9391c50d927361cea5c55046e41adcd6b5011d6040"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c9d5e4db28a7c7861e0ca9b103dea6f96b925383c12ebb0c6807811ede6ad3c7'),
	('harbour', 'lead', '00000001-0000-7000-8000-0000000000cf', 1, '2026-11-30 08:21:00+00', 'mara', 1, '{"created_at":["2d825f9c0cf482e3964df28c21eb7da5","2026-11-30T08:21:00Z"],"lead_number":["3bec65df93754a2e6e71eaab443545e1","LEAD-2026-0009"],"external_id":["a71bf684f5bc2a36c8d4819535ed4af4","Cancelled"],"status":["e62ed5731961f63495c25a93b6f0d13b","new"],"status_entered_at":["ca38f56ecbeb0e1113f2b4a60b41c016","2026-11-30T08:21:00Z"],"source":["e0733626e5607332999a22654f5cdfc8","fair"],"priority":["0724fcfc5c8a184f9ff67bbe4a4bbdc2","medium"],"score":["0b059bccc5a13ec633028caf76c59623",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["8d30be00f58ffeeebf2fc6a86fc13305","Cancelled"],"company":["b96d6e41466ec8fa684c8ff840bcd1d8","Cancelled  & Co"],"email":["3dcb2cbe4eade98e3db807dd72f92b28","Cancelled@Example.com"],"industry":["64703ae6a2b9d7795baae66cf3d6a76c","machines"],"estimated_value_minor":["d2c5c9ee96cb24160f389d6535c83c68",300003],"currency_code":["9a7deea7f17e35bbb954eb63172f247c","EUR"],"attributes":["0acd4cb3d4502699a943b834c2fff1df",{}],"reopened_count":["cadece20d966cf766b7df3d717cd9f29",0]}', '{"attributes":"7fbb50a862ba50d6fd54d3850874c8292c8517332ec23bcbdea100ee2c406032","company":"ce2549f789c301028371d7ac88918baf43085778bdc960fd0cec70007ec2c1db","created_at":"18d65795eb254ccea6a7395a2065ab28c280df85d67b272517ede252bf65f612","currency_code":"cbdc4458d38f9d1f7994075115c7cb444873d0306335fd354a11f307dfdc41d0","email":"eb0991e587d578efe84067ff2943850cb718b75b3d29c28406f1c1ec5aa42cec","estimated_value_minor":"3a920c11733b7de82653c100412328e5267428c85b3e3729e7eb3c6545aca231","external_id":"0ae4f98a2d27c58ac60b958033b35514f8913f4dd4f56150d4c7490c896b098a","industry":"22d521f7c9df38c508fd51f34a1b3d249123b6787d451f80428805ea13da482e","lead_number":"7e6a60fae21a0cda6d012081b63772538e64928b8b3d27bf3987ea8a076b3d69","name":"10b1fa55f7f5bebc936e0ff4f938ca142e7442d323b235bfbc1621c530c80d79","priority":"39f676cc58fa1c02bc0b6c61f718e8f1f27504595cf272e6f3a1a96a3eb23b15","reopened_count":"a8833f5d5279ff47685151084fbfc76b36af88862e7d87220948e8419f42d857","score":"6f0befdce9ce0d06451ea68a44a96702d9e34c41ce0b10ca23e864f8db19c201","source":"79c201b0fcebae9e4b143bfe19004e54fe24322b7d0a2eb52c8271b25e199c0d","status":"0984a4af4fb5ce19700d93516a3146cc2b0a43717c8a7280e911073faa3dc997","status_entered_at":"be79650ef8f73538a43394965c412544e5d706ddcb6e301d1e40fe0661509b4b"}', '0000000000000000000000000000000000000000000000000000000000000000', 'c47723e8f8cc8066820d7706c97c66d4d23f40a15768de2e171128f4bd4c53a4'),
	('harbour', 'journey', '00000001-0000-7000-8000-0000000000d1', 1, '2026-11-30 08:07:00+00', 'system:journeys', 1, '{"created_at":["bd5673c942f485e3022e25f12950fc18","2026-11-30T08:07:00Z"],"journey_name":["2dda0846d67a616678fdadaa3d621f9d","sales"],"lead_id":["a7bfcaed5289c0e5b6e23d035060b94c","00000001-0000-7000-8000-0000000000c6"],"run":["13a9da93136bd5683518ccfbeebd58e8",1],"steps":["351787175c5b64fcd4133f9b32c1bbaf",[{"step_type":"lead_capture","step_name":"lead capture","entity_type":"lead","entity_id":"00000001-0000-7000-8000-0000000000c6","step_order":1,"entered_at":"2026-11-30T08:07:00Z","exited_at":null}]],"started_at":["6f5464154fbbd6dce181c2e82be89336","2026-11-30T08:07:00Z"]}', '{"created_at":"a2044d029165c4e8246cec45fea0ed379e918af9e40ee552275cbebbcb2aba3a","journey_name":"53fbb1b4b9cc6b92ee7108a9a35f2a8be6cee7aea9b59094b66856f56e4bbb6e","lead_id":"10ef40f820eeb247a4fa1687d7a150a1399a793a0946acd28648ab31c9fe871e","run":"608e92a22f115b23577a02fbc49eefb4d0bb156ce5d930eb0798b37ce29539ee","started_at":"efab31d464367b6482a54c89a46172f1ee019c019ef5475a4b3306390dcd64ef","steps":"c41eda90f89e3a877d66b2f7408db3bee2b4fd72fe2add6ee4d33ed7f5f81482"}', '0000000000000000000000000000000000000000000000000000000000000000', '69e0121b1e84873fc22a6cf377846468bbbb70f868cd47b8a819203595d10778'),
	('north', 'lead', '00000002-0000-7000-8000-000000000001', 1, '2026-11-30 08:07:00+00', 'mara', 1, '{"created_at":["4f70863b4c1ff27bfc8cb2c194791a97","2026-11-30T08:07:00Z"],"lead_number":["85673ee216540a58411243c4ef0b88e9","LEAD-2026-0002"],"external_id":["6faf06488aa16546e471fa2ecf0c450d","Left to a person"],"status":["228a4e69740c743b4ec22965a4caa2a0","new"],"status_entered_at":["403cd362b94d0dd8738f3630af2b7590","2026-11-30T08:07:00Z"],"source":["72b968c436e8110733cadf7ede7ef463","fair"],"priority":["e35d99aa7eca18435c2daa5c12e4d191","medium"],"score":["dbed9d90b8e9716aa0de8b6fa01c78cc",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["0cbd326994b2cdf6224ce0722c37853d","Left to a person"],"company":["00221fd3c76895da787c0a722cb62f37","Left to a person  & Co"],"email":["84affb8455477aaefef1d2262927576f","Left.to.a.person@Example.com"],"industry":["7efde71f67a35d98feee0375ec3be3fe","machines"],"estimated_value_minor":["668a17dbf77675815a6ac312e4b5c706",100001],"currency_code":["8948cf20716fa9600ec41b5f2ca86598","CHF"],"attributes":["99098d423761d55f2a49e42e887a5dfe",{}],"reopened_count":["6ea3a4f9400353d22e531d785ea7a264",0]}', '{"attributes":"226af2bac55d5bbfd8814da57e16c4d799acd4547d004532c3fd7afa78a4f70d","company":"970b18d6dab8cca1f4fa9c6b215dcf8a98a601a26ecf5d803d82960ff3c4329b","created_at":"2c0ff75999dfa0404c760f77e6ab2bd6c5acba848a6a5dd5a1a942640352683f","currency_code":"22fde70279e86bf7da95343b492c3d6b0584678aa0d0975820f2447644a4dce3","email":"013f427b2387eacbde63f2cc4c98ca9e784c043124bbc3f9912a1810ace877a3","estimated_value_minor":"070d1ec6966d8efa266ab9ad2fb78597ab9e729a98f8f5b12663612ac541598b","external_id":"9e5e5b1e52ff55030875bc455dc258b801ee206fc099a0e66f3a268026969a7c","industry":"1082bd44a4ae879286ce5b783de1922329db1f4c438955ec8e6e539090362842","lead_number":"8bf19c0be1b0be8ed573b19aa3170fec8341d996e89249418e12bff4f65bbc65","name":"5365507a2b8b1e6aad253b88e8762ffa3cca971483e4cdeefbf0a83be8ece1b9","priority":"e46f6e8c9ca9771100a82b91130785db749fc6925802c88d2bf55a196d998a0a","reopened_count":"7861ebdef2c2e5036eb576989d2b5dd9714a592283f2455b7804a39f9ce0daa6","score":"9de063f0851f30a1a375a6284bec499a5a60f5312865eb1d70e9cdcf784ddea8","source":"eb748960de9efc0d3e8540ab6206a703c3a743d6b77bc82dbd0f56b4132f5800","status":"e54f8a2cacd58b668c1c1c0861503ad2dc98d05e1a57121309f16a4752f364d1","status_entered_at":"a63f9945675106bd8052aecf583035dd796127cf0c6a668ad9bba27e1bd261d5"}', '0000000000000000000000000000000000000000000000000000000000000000', '10819429c735c0be8cd27b288d943b5379edb3af04e96e72ffa7dd932b2b1088'),
	('north', 'activity', '00000002-0000-7000-8000-000000000004', 1, '2026-11-30 08:07:00+00', 'mara', 1, '{"created_at":["34831577a6a9e0c39767d21cce07c60a","2026-11-30T08:07:00Z"],"related_entity_type":["c5cc80d776efdfc09dd0407d9003774a","lead"],"related_entity_id":["bef02f6d9f02d12a0ba4df9e713d8693","00000002-0000-7000-8000-000000000001"],"activity_type":["e617bac6b7afcbaae5a6350e2d2c8a86","meeting"],"subject":["817a1590e0752d793dee9f157a3b9ab7","Met"],"outcome":["0b89b12c79b570f25a943c09e4447315","successful"],"completed_at":["0e6e692bdc864e0eeec80b7f0baa837d","2026-11-30T08:07:00Z"],"completed_by":["a2700851a11b2c54a76fc1dd309fbd7d","mara"],"created_by":["258830b5a695dfefac16fe4a762c2cd9","mara"]}', '{"activity_type":"167da7d1881001b54db38f999570a1e708433a965e99aa6a5478f820df0f6ab1","completed_at":"86f6caa911a1e11ba28606e5718ca80e309a74cc646341deaa00bfcd6b90bded","completed_by":"753c1369b0a60a08b85546e0827d8a36dc87515260496a44825e3a4cb011a3bd","created_at":"e0e1c1104539d2bb0b5d6742a94073a237f7863859680d3a90af1d609bc1334c","created_by":"1ec757cbf3cafa117c02cf0cb8df7cb150d027c9b01bd7877e0b9b9006c3685f","outcome":"0a6659b26e290548255d9e740d069a9a3e078ed4a1fb7b6c3e71ec52a2776b29","related_entity_id":"6210f2f37f6fd29cf4b83fcb3bbb6dbf339c0590f0be8ab6e343afd98bd5bb73","related_entity_type":"2a507e092ca7dee30d25d4642dc7cf3d2ca0dcff102f08b6b9557a599fac547d","subject":"857645c3eb7453b945fc5d579cec16852f7723a91eb2c70255d402bd0c622764"}', '0000000000000000000000000000000000000000000000000000000000000000', '1af9cf1ecdd4b68fdbf370fa5ea5040677032f2e6a4c075cadc3252ef019754b'),
	('north', 'lead', '00000002-0000-7000-8000-000000000001', 2, '2026-11-30 08:07:00+00', 'mara', 1, '{"status":["e3f0e0d8e6d2f0b64109977cade50bbd","contacted"]}', '{"status":"184b43c3d12446fe02990d87475c28f21e02d6cf94fea23bd077065db01fa9c9"}', '10819429c735c0be8cd27b288d943b5379edb3af04e96e72ffa7dd932b2b1088', 'e365b0cbdf0aba1ce6ef93fee1dafa6578c4bb9f803f76ec971a6a66f93d283f'),
	('north', 'lead', '00000002-0000-7000-8000-000000000001', 3, '2026-11-30 08:07:00+00', 'mara', 1, '{"score":["41f7a75753130b897dff24cb9b447a3f",{"total":59,"demographic":17,"behavioral":18,"engagement":16,"firmographic":8}]}', '{"score":"4b635caa3db49decd512914be8bfdaac5d4c9a09ee630b938c3a91d40e82ce99"}', 'e365b0cbdf0aba1ce6ef93fee1dafa6578c4bb9f803f76ec971a6a66f93d283f', '47fb72d4cb635d66662b36ba8b1f34d5d35fea6bd6766b99e069532d5eec2fa5'),
	('north', 'lead', '00000002-0000-7000-8000-00000000000c', 1, '2026-11-30 08:14:00+00', 'mara', 1, '{"created_at":["70abc3c1891aeff61d9a178b13bf086d","2026-11-30T08:14:00Z"],"lead_number":["2cde4fbdde21423cbe81b3770fe7ba00","LEAD-2026-0003"],"external_id":["6a5cbdebe8f2adaf1db35e8a2157518a","Half converted"],"status":["e5648fdb6e5a54f66d79346e64a29525","new"],"status_entered_at":["dbba4ad157ac9ba31a7b8723f3468675","2026-11-30T08:14:00Z"],"source":["ca4aafc09486c93e5da6141f3325cbbb","fair"],"priority":["ba1007365af97a497b0377f49c7b669c","medium"],"score":["96a9b739b8640ff53104d57d7ec76d57",{"total":0,"demographic":0,"behavioral":0,"engagement":0,"firmographic":0}],"name":["052016fd7ba54779507ace690203e9f2","Half converted"],"company":["8b355a0d2d26cc7cddbc82d9ff4dec2b","Half converted  & Co"],"email":["114b125401d6b5466d6b5e16cbcee314","Half.converted@Example.com"],"industry":["379a4c5e1395ee6e4511975e166095da","machines"],"estimated_value_minor":["e86d7de6872360e41f7ae73af538390d",100001],"currency_code":["9cadcbc7b1d88cdd11608330a8173fac","CHF"],"attributes":["21af1e4be80e60b2a27a7139c30c31f4",{}],"reopened_count":["1ce83a45d05781f675db89d85a5e927b",0]}', '{"attributes":"e27e42ade0db8b27ad0724b379fa84b8ba4a8d7047de840556a02d0f860ebdf3","company":"e3a46e67ee3df5f4083fb619b0b71567a96793f152749a821c37582bdd4d18f3","created_at":"309cca62ae6e6316317f933247e0c1d98d8036a798684ed0f7d16e6751274367","currency_code":"6824052a5ed586daaf28028ba6f346b3d3120b3b3e43981b819ac98582b12e30","email":"342e820166558373ea8cdc333399db993aec47cbbd4e8604f4a23826e649cc86","estimated_value_minor":"29d689eeeade5f0f29e650809f2e855d5c50900e17586eba23affa1ba4a90ab1","external_id":"1c94a0b59d56288979a9622b9a36b29d7275052e86bedde375ec8f9f4494569a","industry":"9d3c8d6b542b6c745f1a482d945e69922c99df14d3f1b4b60166b75fb36200ee","lead_number":"eebe797e5a88240395ad0e4da9b582036f34a6f4664ea6578fac3452a3e791e5","name":"a7cc463d8ac8253ad1c27b299236dae8d6820daa60c0cf890071969fa06f5aff","priority":"9c24a4c4870fa23d6b5208670b6f930c46d3a68429424427e862ccb682d3b94e","reopened_count":"c8884fd4ea6026a3e3da4e78b37610237207d176ba326d400507f92e4a01e9b7","score":"6d713dcee99835b6d6ce7bca2f351d1bbbed647a28e4b1ffdb12aea8defff23e","source":"42e1f10422531e0f3803024c4e8deb81c98049e53e2ce4914d4d4402901b89cc","status":"e96181a5490b0e1d8dbd5afd66bd25599959f9af090c9233310bfec04aee8963","status_entered_at":"babc39ff818dd3e2bc2a534258ea07fc6a255227279abdad18efb0d1545c5be0"}', '0000000000000000000000000000000000000000000000000000000000000000', 'f4efc9d0ff56a69300373857e955700a7e13a1f7401f3c4a63d2cdd4fb26d7ce'),
	('north', 'activity', '00000002-0000-7000-8000-00000000000f', 1, '2026-11-30 08:14:00+00', 'mara', 1, '{"created_at":["d2e89ac16861bc93ae9d70af14815671","2026-11-30T08:14:00Z"],"related_entity_type":["732bae0041a7b56cb6a5dcc51636a94b","lead"],"related_entity_id":["deb1e175ddc756e2464e79d8931b57d7","00000002-0000-7000-8000-00000000000c"],"activity_type":["c64d623119b33fa2a7a0d077b1abfae6","meeting"],"subject":["74bc0c73e8760d7540a2f308f45413e9","Met"],"outcome":["5f456bd159ff4fe8fbf5294f333f98b4","successful"],"completed_at":["ff9611977a16ce1cb4a00d4d49aaf800","2026-11-30T08:14:00Z"],"completed_by":["897de483c8af8aa2364afc49dd5c1063","mara"],"created_by":["a961046aab8a007677a7532359ba28ad","mara"]}', '{"activity_type":"e9e816e8f03d96dc80140d93484bd6a57f0c21588ce201386292bb6c1dd721ff","completed_at":"f2c4e2cd92cdb7c3e495138f20e2d0765dacf438fdc00004043ca996d7a42054","completed_by":"869a11c6b37643ffd9f20d08fdc2536403df8eefc3cd5eec55cc4ec387939889","created_at":"53947aa1fca71f72e4089b32466f950a1e607419fbbf64afb4c266d100524197","created_by":"f62201a39a3f2296e34a070dfc26d7d9faba9b25c54719c69feb1101567f5bef","outcome":"eb3872399b042392a8cc117f74065d892b3de8cc1411446d767c4d3ae580b7cc","related_entity_id":"0fa2819ae2bc3a6c1884389dd2c24fb9d061d9d050831d503f8385a7801f9540","related_entity_type":"ac3834c862be0a1971a3f9aff88c1e3a8a2d4e5aa819a697ae9a8fe14bcb7af6","subject":"060222d58ca0f8626f8ddb8e500014838c2f63e882540210a29f3ac0248cd9fd"}', '0000000000000000000000000000000000000000000000000000000000000000', '0402766a8a11e0c6f4415c98a868eeead0824ca91cabaf0990c6a2475024d77b');


--
-- Data for Name: crm_inbox_messages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_inbox_messages VALUES
	('harbour', '00000001-0000-7000-8000-000000000079', 'mara', 1, 'alert-harbour', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'opportunity', '00000001-0000-7000-8000-000000000034', 'Everybody asked.', 'info', NULL, '2026-11-05 09:35:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000007a', 'theo', 1, 'alert-harbour', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'opportunity', '00000001-0000-7000-8000-000000000034', 'Everybody asked.', 'info', NULL, '2026-11-05 09:35:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000007b', 'mara', 2, 'reminder-harbour', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'opportunity', '00000001-0000-7000-8000-000000000034', 'Everybody asked.', 'reminder', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a3', 'mara', 3, '00000001-0000-7000-8000-00000000003c:notice', 'LEAD-2026-0001 became OPP-2026-0001', 'Won  & Co is in offer and yours to work on.', 'opportunity', '00000001-0000-7000-8000-000000000034', 'The opportunity is assigned to you.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a7', 'mara', 4, '00000001-0000-7000-8000-00000000004c:notice', 'LEAD-2026-0002 became OPP-2026-0002', 'Back  & Co is in prospecting and yours to work on.', 'opportunity', '00000001-0000-7000-8000-000000000044', 'The opportunity is assigned to you.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000aa', 'mara', 5, '00000001-0000-7000-8000-000000000051:notice', 'OPP-2026-0001 is won', 'Won  & Co: quotation QUOTE-2026-0001 was accepted.', 'opportunity', '00000001-0000-7000-8000-000000000034', 'The opportunity is yours, or you lead the team it belongs to.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ae', 'mara', 6, '00000001-0000-7000-8000-000000000058:notice', 'OPP-2026-0002 is lost', 'Back  & Co: O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'opportunity', '00000001-0000-7000-8000-000000000044', 'The opportunity is yours, or you lead the team it belongs to.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b0', 'mara', 7, '00000001-0000-7000-8000-00000000005f:notice', 'OPP-2026-0002 is lost', 'Back  & Co: O''Brien & "Söhne" \ 100 % 🚢🦀', 'opportunity', '00000001-0000-7000-8000-000000000044', 'The opportunity is yours, or you lead the team it belongs to.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b9', 'theo', 2, '00000001-0000-7000-8000-00000000006c:notice', 'New lead LEAD-2026-0004', 'LEAD-2026-0004 For the ships  & Co', 'lead', '00000001-0000-7000-8000-000000000064', 'by the rule ''O\''Brien & "Söhne" \\ 100 % 🚢🦀'' you are next by weight', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ba', 'mara', 8, '00000001-0000-7000-8000-00000000006d:notice', 'Nobody can take 2 leads now (waiting)', 'LEAD-2026-0003 Gone O''Brien & "Söhne" \ 100 % 🚢🦀 & Co, LEAD-2026-0005 Waiting  & Co', NULL, NULL, 'nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\''Brien & "Söhne" \\ 100 % 🚢🦀'' is not for it: condition (Nobody is manager, so it comes to you.)', 'reminder', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000bb', 'theo', 3, '00000001-0000-7000-8000-000000000070:notice', 'New lead LEAD-2026-0003', 'LEAD-2026-0003 Gone O''Brien & "Söhne" \ 100 % 🚢🦀 & Co', 'lead', '00000001-0000-7000-8000-000000000060', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000bc', 'mara', 9, '00000001-0000-7000-8000-000000000072:notice', 'Nobody can take LEAD-2026-0003 now (waiting)', 'LEAD-2026-0003 Gone O''Brien & "Söhne" \ 100 % 🚢🦀 & Co', 'lead', '00000001-0000-7000-8000-000000000060', 'nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\''Brien & "Söhne" \\ 100 % 🚢🦀'' is not for it: condition (Nobody is manager, so it comes to you.)', 'reminder', NULL, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-0000000000c5', 'mara', 1, '00000001-0000-7000-8000-00000000008f:notice', 'LEAD-2026-0001 became OPP-2026-0001', 'North  & Co is in prospecting and yours to work on.', 'opportunity', '00000001-0000-7000-8000-000000000087', 'The opportunity is assigned to you.', 'info', NULL, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000c1', 'mara', 10, '00000001-0000-7000-8000-00000000009f:notice', 'LEAD-2026-0006 became OPP-2026-0003', 'Queued and done  & Co is in prospecting and yours to work on.', 'opportunity', '00000001-0000-7000-8000-000000000097', 'The opportunity is assigned to you.', 'info', NULL, '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00');


--
-- Data for Name: crm_integration_runs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_integration_runs VALUES
	('harbour', '00000001-0000-7000-8000-00000000007c', 'email', 'opportunity', '00000001-0000-7000-8000-000000000034', 'sealed:1:5a3770e9bc5b:nnZhgF8gGuCNqhcDcLPpNQZLGnxOcXOstmQXn/sp8ykyLb8j9eJxfPFqgWmPIVlgY5T0dxipxsq3kVsjUPrn9bfx5Kbi16VER+BB3qdLTAzODi0HBDRuNzcptstRaaipkVkNruUjVIrZ8/nMRt/uHCpjCIJAp8VCIo4OnU3F3kaT9MswhCPegU7sF4JD7660ep2cPiKBjKbnWh+NgNELE4+3fOy2SGFejLjIjfMHlRJv2JvRcN+3Yqnp6KJf6d6bsDy3gW07DuUjGAo3YmuRgTUGJcTuRhkr3DkhAMXiUvWSBSZ1naHuHRuvYSlDNnxl3YmCDibW', 'sealed:1:5a3770e9bc5b:1l+h/nRo3ZKk3xHMcO7PBityDJZ8SXq/SPjAhmD+', 'waiting', NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused', 'mara', '2026-11-05 09:35:00+00', NULL, NULL),
	('harbour', '00000001-0000-7000-8000-00000000007e', 'webhook', NULL, NULL, 'sealed:1:5a3770e9bc5b:HGsxQxkctAQA3e4ak0zAfFLvIbxgsezE5oMRAhEa8rgp8DgmtEQiwqCv0PHSj73fnak=', 'sealed:1:5a3770e9bc5b:3a7X9XHkxSj00MWBLcOfmaVBIvIp+UQJtfclbjjp4GPybY+ZNRMt1bSg461LkB/D9JfbR8LmM//qn0jIGjprj6IXINVXI0eNOmlbCzC/fminbt1ipp29K0rbiQnlUUZS+VQ=', 'failed', NULL, 'no webhook with id gone', 'mara', '2026-11-05 09:35:00+00', NULL, NULL);


--
-- Data for Name: crm_journey_steps; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_journey_steps VALUES
	('harbour', '00000001-0000-7000-8000-0000000000a0', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-00000000002d', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a0', 2, 'meeting', 'touch', 'activity', '00000001-0000-7000-8000-000000000030', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a4', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-00000000003d', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a4', 2, 'meeting', 'touch', 'activity', '00000001-0000-7000-8000-000000000040', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a0', 3, 'qualification', 'qualification', 'lead', '00000001-0000-7000-8000-00000000002d', '2026-11-02 09:07:00+00', '2026-11-05 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a0', 4, 'closed', 'closed', 'opportunity', '00000001-0000-7000-8000-000000000034', '2026-11-05 09:14:00+00', '2026-11-05 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a4', 3, 'qualification', 'qualification', 'lead', '00000001-0000-7000-8000-00000000003d', '2026-11-02 09:14:00+00', '2026-11-05 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000a4', 4, 'closed', 'closed', 'opportunity', '00000001-0000-7000-8000-000000000044', '2026-11-05 09:14:00+00', '2026-11-05 09:14:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000b2', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-000000000060', '2026-11-05 09:21:00+00', '2026-11-05 09:21:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000b7', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-000000000066', '2026-11-05 09:35:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b5', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-000000000064', '2026-11-05 09:28:00+00', '2026-11-05 09:35:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000be', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-000000000090', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000be', 2, 'meeting', 'touch', 'activity', '00000001-0000-7000-8000-000000000093', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000be', 3, 'qualification', 'qualification', 'lead', '00000001-0000-7000-8000-000000000090', '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-0000000000c2', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-000000000080', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00'),
	('north', '00000001-0000-7000-8000-0000000000c2', 2, 'meeting', 'touch', 'activity', '00000001-0000-7000-8000-000000000083', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00'),
	('north', '00000001-0000-7000-8000-0000000000c2', 3, 'qualification', 'qualification', 'lead', '00000001-0000-7000-8000-000000000080', '2026-11-05 09:42:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000d1', 1, 'lead capture', 'lead_capture', 'lead', '00000001-0000-7000-8000-0000000000c6', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00'),
	('harbour', '00000001-0000-7000-8000-0000000000d1', 2, 'meeting', 'touch', 'activity', '00000001-0000-7000-8000-0000000000c9', '2026-11-30 08:07:00+00', NULL);


--
-- Data for Name: crm_lead_scoring_models; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_lead_scoring_models VALUES
	('harbour', 1, 'standard scoring 1', '{"demographic":25,"behavioral":25,"engagement":25,"firmographic":25}', NULL),
	('harbour', 2, 'standard scoring 1', '{"demographic":25,"behavioral":25,"engagement":25,"firmographic":25}', 'USD'),
	('north', 1, 'standard scoring 1', '{"demographic":25,"behavioral":25,"engagement":25,"firmographic":25}', NULL),
	('north', 2, 'standard scoring 1', '{"demographic":25,"behavioral":25,"engagement":25,"firmographic":25}', 'USD');


--
-- Data for Name: crm_lead_scoring_rules; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_lead_scoring_rules VALUES
	('harbour', 1, 0, 'demographic', 'email', 'lead.has_email', 8, true),
	('harbour', 1, 1, 'demographic', 'phone', 'lead.has_phone', 8, true),
	('harbour', 1, 2, 'demographic', 'company', 'has(lead.company)', 9, true),
	('harbour', 1, 3, 'firmographic', 'industry', 'has(lead.industry)', 8, true),
	('harbour', 1, 4, 'firmographic', 'value', 'lead.estimated_value_minor >= 1000000', 9, true),
	('harbour', 1, 5, 'firmographic', 'company_size', 'int(lead.attributes.employees) >= 200', 8, true),
	('harbour', 1, 6, 'behavioral', 'source', 'lead.source in ["referral", "partner"]', 13, true),
	('harbour', 1, 7, 'behavioral', 'source', 'lead.source in ["website", "email", "phone", "event"]', 6, true),
	('harbour', 1, 8, 'behavioral', 'first_meeting', 'activity.meetings >= 1', 12, true),
	('harbour', 1, 9, 'engagement', 'in_touch', 'activity.interactions >= 1', 8, true),
	('harbour', 1, 10, 'engagement', 'several_meetings', 'activity.meetings >= 2', 9, true),
	('harbour', 1, 11, 'engagement', 'recent_activity', 'activity.recent >= 1', 8, true),
	('harbour', 1, 12, 'engagement', 'silence', 'activity.days_since_last > 60', -10, true),
	('harbour', 2, 0, 'demographic', 'email', 'lead.has_email', 8, true),
	('harbour', 2, 1, 'demographic', 'phone', 'lead.has_phone', 8, true),
	('harbour', 2, 2, 'demographic', 'company', 'has(lead.company)', 9, true),
	('harbour', 2, 3, 'firmographic', 'industry', 'has(lead.industry)', 8, true),
	('harbour', 2, 4, 'firmographic', 'value', 'lead.estimated_value_minor >= 1000000', 9, true),
	('harbour', 2, 5, 'firmographic', 'company_size', 'int(lead.attributes.employees) >= 200', 8, true),
	('harbour', 2, 6, 'behavioral', 'source', 'lead.source in ["referral", "partner"]', 13, true),
	('harbour', 2, 7, 'behavioral', 'source', 'lead.source in ["website", "email", "phone", "event"]', 6, true),
	('harbour', 2, 8, 'behavioral', 'first_meeting', 'activity.meetings >= 1', 12, true),
	('harbour', 2, 9, 'engagement', 'in_touch', 'activity.interactions >= 1', 8, true),
	('harbour', 2, 10, 'engagement', 'several_meetings', 'activity.meetings >= 2', 9, true),
	('harbour', 2, 11, 'engagement', 'recent_activity', 'activity.recent >= 1', 8, true),
	('harbour', 2, 12, 'engagement', 'silence', 'activity.days_since_last > 60', -10, true),
	('north', 1, 0, 'demographic', 'email', 'lead.has_email', 8, true),
	('north', 1, 1, 'demographic', 'phone', 'lead.has_phone', 8, true),
	('north', 1, 2, 'demographic', 'company', 'has(lead.company)', 9, true),
	('north', 1, 3, 'firmographic', 'industry', 'has(lead.industry)', 8, true),
	('north', 1, 4, 'firmographic', 'value', 'lead.estimated_value_minor >= 1000000', 9, true),
	('north', 1, 5, 'firmographic', 'company_size', 'int(lead.attributes.employees) >= 200', 8, true),
	('north', 1, 6, 'behavioral', 'source', 'lead.source in ["referral", "partner"]', 13, true),
	('north', 1, 7, 'behavioral', 'source', 'lead.source in ["website", "email", "phone", "event"]', 6, true),
	('north', 1, 8, 'behavioral', 'first_meeting', 'activity.meetings >= 1', 12, true),
	('north', 1, 9, 'engagement', 'in_touch', 'activity.interactions >= 1', 8, true),
	('north', 1, 10, 'engagement', 'several_meetings', 'activity.meetings >= 2', 9, true),
	('north', 1, 11, 'engagement', 'recent_activity', 'activity.recent >= 1', 8, true),
	('north', 1, 12, 'engagement', 'silence', 'activity.days_since_last > 60', -10, true),
	('north', 2, 0, 'demographic', 'email', 'lead.has_email', 8, true),
	('north', 2, 1, 'demographic', 'phone', 'lead.has_phone', 8, true),
	('north', 2, 2, 'demographic', 'company', 'has(lead.company)', 9, true),
	('north', 2, 3, 'firmographic', 'industry', 'has(lead.industry)', 8, true),
	('north', 2, 4, 'firmographic', 'value', 'lead.estimated_value_minor >= 1000000', 9, true),
	('north', 2, 5, 'firmographic', 'company_size', 'int(lead.attributes.employees) >= 200', 8, true),
	('north', 2, 6, 'behavioral', 'source', 'lead.source in ["referral", "partner"]', 13, true),
	('north', 2, 7, 'behavioral', 'source', 'lead.source in ["website", "email", "phone", "event"]', 6, true),
	('north', 2, 8, 'behavioral', 'first_meeting', 'activity.meetings >= 1', 12, true),
	('north', 2, 9, 'engagement', 'in_touch', 'activity.interactions >= 1', 8, true),
	('north', 2, 10, 'engagement', 'several_meetings', 'activity.meetings >= 2', 9, true),
	('north', 2, 11, 'engagement', 'recent_activity', 'activity.recent >= 1', 8, true),
	('north', 2, 12, 'engagement', 'silence', 'activity.days_since_last > 60', -10, true);


--
-- Data for Name: crm_lead_scoring_weights; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_lead_scoring_weights VALUES
	('harbour', 1, 0, 'behavioral', '*', 150, true),
	('harbour', 2, 0, 'behavioral', '*', 150, true),
	('north', 1, 0, 'behavioral', '*', 150, true),
	('north', 2, 0, 'behavioral', '*', 150, true);


--
-- Data for Name: crm_leads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_leads VALUES
	('harbour', '00000001-0000-7000-8000-00000000002d', 4, 'b6627a47bcf59767b8410058c32640dd555a3cca02be3510f3254c55db3386e0', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00', 'LEAD-2026-0001', 'Won', 'converted_to_opportunity', '2026-11-02 09:07:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Won', 'Won  & Co', 'Won@Example.com', 'won@example.com', NULL, 'machines', NULL, 100001, 'JPY', '{}', '00000001-0000-7000-8000-000000000036', NULL, NULL, NULL, NULL, '00000001-0000-7000-8000-000000000034', '2026-11-02 09:07:00+00', '2026-11-02 09:07:00+00', NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-00000000003d', 4, 'd2593f8320dac92d14cc34a6ac11a8db175b66afa5bf03e977e6900b323e5b09', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00', 'LEAD-2026-0002', 'Back', 'converted_to_opportunity', '2026-11-02 09:14:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Back', 'Back  & Co', 'Back@Example.com', 'back@example.com', NULL, 'machines', NULL, 200002, 'KWD', '{}', '00000001-0000-7000-8000-000000000046', NULL, NULL, NULL, NULL, '00000001-0000-7000-8000-000000000044', '2026-11-02 09:14:00+00', '2026-11-02 09:14:00+00', NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-000000000066', 1, 'e711b046d49efa9b593de515626bccb78eb89d405af298ad590d99b0c0e01ea5', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', 'LEAD-2026-0005', 'Waiting', 'new', '2026-11-05 09:35:00+00', 'fair', 'medium', 0, 0, 0, 0, 0, 'Waiting', 'Waiting  & Co', 'Waiting@Example.com', 'waiting@example.com', NULL, 'machines', NULL, 500005, 'KWD', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-000000000060', 5, 'bd31d838bbf1813ef1d4c8bb05b825e402254d247d5f4a212c1dc4fbefd60222', '2026-11-05 09:21:00+00', '2026-11-05 09:35:00+00', 'LEAD-2026-0003', 'Gone', 'new', '2026-11-05 09:21:00+00', 'fair', 'medium', 0, 0, 0, 0, 0, 'Gone O''Brien & "Söhne" \ 100 % 🚢🦀', 'Gone O''Brien & "Söhne" \ 100 % 🚢🦀 & Co', 'Gone@Example.com', 'gone@example.com', '+49 30 1', 'machines', NULL, 300003, 'EUR', '{"flag": "O''Brien & \"S\u00f6hne\" \\ 100 % \ud83d\udea2\ud83e\udd80", "tonnes": 12}', NULL, NULL, NULL, 'theo', '2026-11-05 09:35:00+00', NULL, NULL, NULL, NULL, NULL, 1, 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line'),
	('harbour', '00000001-0000-7000-8000-000000000064', 3, '87b90861cc06028a9a8798787b097035686c393156680b70abfa26a8027b2aad', '2026-11-05 09:28:00+00', '2026-11-05 09:35:00+00', 'LEAD-2026-0004', 'For the ships', 'disqualified', '2026-11-05 09:35:00+00', 'fair', 'medium', 0, 0, 0, 0, 0, 'For the ships', 'For the ships  & Co', 'For.the.ships@Example.com', 'for.the.ships@example.com', NULL, 'ships', 'North Sea', 400004, 'JPY', '{}', NULL, NULL, 'fair-26', 'theo', '2026-11-05 09:35:00+00', NULL, NULL, NULL, '2026-11-05 09:35:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 0, NULL),
	('north', '00000001-0000-7000-8000-000000000080', 4, 'aa8857f0a8bf5c56b8aef5dbd970c388d5b50b657a15a7312277841697189988', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', 'LEAD-2026-0001', 'North', 'converted_to_opportunity', '2026-11-05 09:42:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'North', 'North  & Co', 'North@Example.com', 'north@example.com', NULL, 'machines', NULL, 100001, 'CHF', '{}', '00000001-0000-7000-8000-000000000089', NULL, NULL, NULL, NULL, '00000001-0000-7000-8000-000000000087', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-000000000090', 4, 'e3de737bda1fefe232a136d60c2f607bb9bf91ba122d5d18cc98a3eff11e7d0b', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', 'LEAD-2026-0006', 'Queued and done', 'converted_to_opportunity', '2026-11-05 09:49:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Queued and done', 'Queued and done  & Co', 'Queued.and.done@Example.com', 'queued.and.done@example.com', NULL, 'machines', NULL, 600006, 'EUR', '{}', '00000001-0000-7000-8000-000000000099', NULL, NULL, NULL, NULL, '00000001-0000-7000-8000-000000000097', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000c6', 3, '8bbc84ca0418dc5e98826d5f19e3ce87d8926b75da726d5115edd1b17e9afd00', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'LEAD-2026-0007', 'Queued', 'contacted', '2026-11-30 08:07:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Queued', 'Queued  & Co', 'Queued@Example.com', 'queued@example.com', NULL, 'machines', NULL, 100001, 'JPY', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000cd', 1, 'c9d5e4db28a7c7861e0ca9b103dea6f96b925383c12ebb0c6807811ede6ad3c7', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'LEAD-2026-0008', 'Not good enough', 'new', '2026-11-30 08:14:00+00', 'fair', 'medium', 0, 0, 0, 0, 0, 'Not good enough', 'Not good enough  & Co', 'Not.good.enough@Example.com', 'not.good.enough@example.com', NULL, 'machines', NULL, 200002, 'KWD', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000cf', 1, 'c47723e8f8cc8066820d7706c97c66d4d23f40a15768de2e171128f4bd4c53a4', '2026-11-30 08:21:00+00', '2026-11-30 08:21:00+00', 'LEAD-2026-0009', 'Cancelled', 'new', '2026-11-30 08:21:00+00', 'fair', 'medium', 0, 0, 0, 0, 0, 'Cancelled', 'Cancelled  & Co', 'Cancelled@Example.com', 'cancelled@example.com', NULL, 'machines', NULL, 300003, 'EUR', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),
	('north', '00000002-0000-7000-8000-000000000001', 3, '47fb72d4cb635d66662b36ba8b1f34d5d35fea6bd6766b99e069532d5eec2fa5', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'LEAD-2026-0002', 'Left to a person', 'contacted', '2026-11-30 08:07:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Left to a person', 'Left to a person  & Co', 'Left.to.a.person@Example.com', 'left.to.a.person@example.com', NULL, 'machines', NULL, 100001, 'CHF', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL),
	('north', '00000002-0000-7000-8000-00000000000c', 3, '4e6ae02ae9a6c7700aeb068c0e75fc86583a020716e69b08698f0941ec47231b', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'LEAD-2026-0003', 'Half converted', 'contacted', '2026-11-30 08:14:00+00', 'fair', 'medium', 59, 17, 18, 16, 8, 'Half converted', 'Half converted  & Co', 'Half.converted@Example.com', 'half.converted@example.com', NULL, 'machines', NULL, 100001, 'CHF', '{}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL);


--
-- Data for Name: crm_live_positions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_live_positions VALUES
	('north', 10),
	('harbour', 72);


--
-- Data for Name: crm_live_updates; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_live_updates VALUES
	('harbour', 70, 'push', 'theo', 'opportunity.noticed', '2026-11-30 08:07:00+00', '{"text":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀"}', '2026-11-30 08:07:00+00'),
	('harbour', 71, '00000001-0000-7000-8000-0000000000c7:live', NULL, 'lead.created', '2026-11-30 08:07:00+00', '{"subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"sequence":1,"lead_number":"LEAD-2026-0007","source":"fair"}', '2026-11-30 08:21:00+00'),
	('harbour', 72, '00000001-0000-7000-8000-0000000000ca:live', NULL, 'activity.logged', '2026-11-30 08:07:00+00', '{"subject":{"kind":"activity","id":"00000001-0000-7000-8000-0000000000c9"},"sequence":1,"related":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"activity_type":"meeting"}', '2026-11-30 08:21:00+00');


--
-- Data for Name: crm_loop_failures; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_loop_failures VALUES
	('01a22c6d-9a60-726f-8441-04097ef07121', 'relay', '2026-11-30 12:28:32.125431+00', 1, 'Unavailable: the mail server is away', '2026-11-30 12:34:32.125431+00');


--
-- Data for Name: crm_notification_addresses; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_notification_addresses VALUES
	('harbour', 'f95fcf18408c6828f092c15c', 'mara', 'email', 'mara@example.com', '2026-11-02 09:00:00+00', NULL, NULL),
	('harbour', '4b70dbe6253a8178797767c1', 'theo', 'email', 'theo@example.com', '2026-11-02 09:00:00+00', NULL, NULL),
	('harbour', '8fff6bb12b3f4278b3dc7598', 'theo', 'email', 'former@example.com', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀'),
	('north', 'f95fcf18408c6828f092c15c', 'mara', 'email', 'mara@example.com', '2026-11-02 09:00:00+00', NULL, NULL),
	('north', '4b70dbe6253a8178797767c1', 'theo', 'email', 'theo@example.com', '2026-11-02 09:00:00+00', NULL, NULL),
	('north', '8fff6bb12b3f4278b3dc7598', 'theo', 'email', 'former@example.com', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀');


--
-- Data for Name: crm_notification_preferences; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_notification_preferences VALUES
	('harbour', 'mara', '{"channels":{},"quiet_hours":{"start":"22:00:00","end":"07:00:00"},"digest":"daily","locale":"de"}', '2026-11-02 09:00:00+00'),
	('north', 'mara', '{"channels":{},"quiet_hours":{"start":"22:00:00","end":"07:00:00"},"digest":"daily","locale":"de"}', '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_notification_schedule; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_notification_schedule VALUES
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-000000000079', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', 'b1f14d27-0894-70a1-b364-898983a3c80a', '00000001-0000-7000-8000-00000000007a', 'theo', 'email', '2026-11-05 09:35:00+00', false),
	('harbour', 'd7a0b17b-578c-7aa0-8260-4c2d2822decb', '00000001-0000-7000-8000-00000000007b', 'mara', 'email', '2026-11-05 09:35:00+00', false),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000a3', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000a7', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000aa', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000ae', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000b0', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '00000001-0000-7388-8020-e665c0bb4aa8', '00000001-0000-7000-8000-0000000000b9', 'theo', 'email', '2026-11-05 09:49:00+00', false),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000ba', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '00000001-0000-7afa-b5d0-cb54897d24ca', '00000001-0000-7000-8000-0000000000bb', 'theo', 'email', '2026-11-05 09:49:00+00', false),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000bc', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000c1', 'mara', 'email', '2026-11-05 23:00:00+00', true),
	('north', '01a1adf0-c580-771a-9904-49a1e96b1a5c', '00000001-0000-7000-8000-0000000000c5', 'mara', 'email', '2026-11-05 23:00:00+00', true);


--
-- Data for Name: crm_numbers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_numbers VALUES
	('harbour', 'ORDER', 2026, 1),
	('harbour', 'QUOTE', 2026, 2),
	('north', 'OPP', 2026, 1),
	('harbour', 'OPP', 2026, 3),
	('harbour', 'LEAD', 2026, 9),
	('north', 'LEAD', 2026, 3);


--
-- Data for Name: crm_opportunities; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_opportunities VALUES
	('harbour', '00000001-0000-7000-8000-000000000034', 4, '7944cec025550028d969c4d9ae4a16dc8b5d813c2424bdc72331f30e9a29267b', '2026-11-02 09:07:00+00', '2026-11-05 09:14:00+00', 'OPP-2026-0001', '00000001-0000-7000-8000-00000000002d', '00000001-0000-7000-8000-00000000002d', 'fair', '00000001-0000-7000-8000-000000000036', '00000001-0000-7000-8000-000000000037', 'Won  & Co', NULL, '00000001-0000-7000-8000-00000000000d', 'signed', 'won', '2026-11-05 09:14:00+00', 'new_business', 'medium', 10000, NULL, 100001, 100001, 'JPY', NULL, '2026-11-05', '2026-11-05 09:14:00+00', 'mara', '00000001-0000-7000-8000-00000000004d', '00000001-0000-7000-8000-000000000052', '[]', NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-000000000044', 6, '1eac529315197b28cf8e209cb4758bbc70124831f4a105679269973de3d51224', '2026-11-02 09:14:00+00', '2026-11-05 09:14:00+00', 'OPP-2026-0002', '00000001-0000-7000-8000-00000000003d', '00000001-0000-7000-8000-00000000003d', 'fair', '00000001-0000-7000-8000-000000000046', '00000001-0000-7000-8000-000000000047', 'Back  & Co', 'O''Brien & "Söhne" \ 100 % 🚢🦀', '00000001-0000-7000-8000-000000000007', 'closed_lost', 'lost', '2026-11-05 09:14:00+00', 'new_business', 'medium', 0, NULL, 200002, NULL, 'KWD', NULL, '2026-11-05', '2026-11-05 09:14:00+00', 'mara', NULL, NULL, '["00000001-0000-7000-8000-000000000054"]', 'O''Brien & "Söhne" \ 100 % 🚢🦀', 1, 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line'),
	('north', '00000001-0000-7000-8000-000000000087', 2, '045c0beea5b5a8cbd6f972088f910d32a76bc938aebed42a87164cec7b547221', '2026-11-05 09:42:00+00', '2026-11-05 09:42:00+00', 'OPP-2026-0001', '00000001-0000-7000-8000-000000000080', '00000001-0000-7000-8000-000000000080', 'fair', '00000001-0000-7000-8000-000000000089', '00000001-0000-7000-8000-00000000008a', 'North  & Co', NULL, '00000001-0000-7000-8000-00000000001d', 'prospecting', 'open', '2026-11-05 09:42:00+00', 'new_business', 'medium', 3300, '2026-11-05 09:42:00+00', 100001, NULL, 'CHF', '2026-11-20', NULL, NULL, 'mara', NULL, NULL, '[]', NULL, 0, NULL),
	('harbour', '00000001-0000-7000-8000-000000000097', 1, '92fbeb954cd0ba6ed0e8a6db9dd2750c03491efb475c8b2f3a5f730dd6f149eb', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', 'OPP-2026-0003', '00000001-0000-7000-8000-000000000090', '00000001-0000-7000-8000-000000000090', 'fair', '00000001-0000-7000-8000-000000000099', '00000001-0000-7000-8000-00000000009a', 'Queued and done  & Co', NULL, '00000001-0000-7000-8000-000000000007', 'prospecting', 'open', '2026-11-05 09:49:00+00', 'new_business', 'medium', 1000, NULL, 600006, NULL, 'EUR', NULL, NULL, NULL, 'mara', NULL, NULL, '[]', NULL, 0, NULL);


--
-- Data for Name: crm_orders; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_orders VALUES
	('harbour', '00000001-0000-7000-8000-000000000052', 'ORDER-2026-0001', '00000001-0000-7000-8000-00000000004d', '00000001-0000-7000-8000-000000000034', '00000001-0000-7000-8000-000000000036', 'JPY', 100001, 'deal-order:harbour:00000001-0000-7000-8000-000000000034/order', '2026-11-05 09:14:00+00');


--
-- Data for Name: crm_outbox; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_outbox VALUES
	('harbour', '01a1adf0-c580-771a-9904-49a1e96b1a5c', NULL, NULL, NULL, 'f95fcf18408c6828f092c15c', 'delivery.email', '{"channel":"email","address":"mara@example.com","address_id":"f95fcf18408c6828f092c15c","user_id":"mara","messages":[],"due":null,"locale":"de","timezone":"Asia/Tokyo","why":"by email, because news go wherever you have an address; in your daily digest"}', '2026-11-05 09:35:00+00', '2026-11-05 23:00:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-00000000007f', NULL, NULL, NULL, 'webhook', 'delivery.integration', '{"run_id":"00000001-0000-7000-8000-00000000007e","act":"execute"}', '2026-11-05 09:35:00+00', '2026-11-05 09:49:00+00', 'dead', 1, '2026-11-05 09:49:00+00', 'no webhook with id gone'),
	('harbour', 'b1f14d27-0894-70a1-b364-898983a3c80a', NULL, NULL, NULL, '4b70dbe6253a8178797767c1', 'delivery.email', '{"channel":"email","address":"theo@example.com","address_id":"4b70dbe6253a8178797767c1","user_id":"theo","messages":[{"title":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","body":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"reason":"Everybody asked.","urgency":"info"}],"due":null,"locale":"en","timezone":"UTC","why":"by email, because news go wherever you have an address"}', '2026-11-05 09:35:00+00', '2026-11-05 09:49:01.011695+00', 'pending', 1, NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused'),
	('harbour', 'd7a0b17b-578c-7aa0-8260-4c2d2822decb', NULL, NULL, NULL, 'f95fcf18408c6828f092c15c', 'delivery.email', '{"channel":"email","address":"mara@example.com","address_id":"f95fcf18408c6828f092c15c","user_id":"mara","messages":[{"title":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","body":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"reason":"Everybody asked.","urgency":"reminder"}],"due":"2026-11-05T09:35:00Z","locale":"de","timezone":"Asia/Tokyo","why":"by email, because reminders go wherever you have an address; alone, because it is due before your next digest"}', '2026-11-05 09:35:00+00', '2026-11-05 09:49:01.366428+00', 'pending', 1, NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7000-8000-00000000005b', 'opportunity', '00000001-0000-7000-8000-000000000044', 7, NULL, 'opportunity.reopened', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","count":1}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000007d', NULL, NULL, NULL, 'email', 'delivery.integration', '{"run_id":"00000001-0000-7000-8000-00000000007c","act":"execute"}', '2026-11-05 09:35:00+00', '2026-11-05 09:49:01.960857+00', 'pending', 1, NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7000-8000-000000000031', 'activity', '00000001-0000-7000-8000-000000000030', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000030"},"at":"2026-11-02T09:07:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"activity_type":"meeting"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000041', 'activity', '00000001-0000-7000-8000-000000000040', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000040"},"at":"2026-11-02T09:14:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"activity_type":"meeting"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000002e', 'lead', '00000001-0000-7000-8000-00000000002d', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"at":"2026-11-02T09:07:00Z","lead_number":"LEAD-2026-0001","source":"fair"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000002f', 'lead', '00000001-0000-7000-8000-00000000002d', 2, NULL, 'lead.contacted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"at":"2026-11-02T09:07:00Z"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000032', 'lead', '00000001-0000-7000-8000-00000000002d', 3, NULL, 'lead.scored', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"at":"2026-11-02T09:07:00Z","before":0,"after":59}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000038', 'lead', '00000001-0000-7000-8000-00000000002d', 4, NULL, 'lead.qualified', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"at":"2026-11-02T09:07:00Z","score":59}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000003a', 'lead', '00000001-0000-7000-8000-00000000002d', 5, NULL, 'lead.converted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"at":"2026-11-02T09:07:00Z","opportunity_id":"00000001-0000-7000-8000-000000000034","party_id":"00000001-0000-7000-8000-000000000036","source":"fair","value":{"minor":100001,"currency":"JPY"}}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000003e', 'lead', '00000001-0000-7000-8000-00000000003d', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"at":"2026-11-02T09:14:00Z","lead_number":"LEAD-2026-0002","source":"fair"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000003f', 'lead', '00000001-0000-7000-8000-00000000003d', 2, NULL, 'lead.contacted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"at":"2026-11-02T09:14:00Z"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-78b4-be4f-95c079a29e10', NULL, NULL, 4, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-78b4-be4f-95c079a29e10","type":"lead.created","timestamp":"2026-11-05T09:21:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"sequence":1,"data":{"lead_number":"LEAD-2026-0003","source":"fair"}}}', '2026-11-05 09:21:00+00', '2026-11-05 09:49:01.529417+00', 'pending', 1, NULL, 'webhook did not take it: ConnectError: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7118-add1-f61ab5a50b2b', NULL, NULL, 2, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-7118-add1-f61ab5a50b2b","type":"lead.created","timestamp":"2026-11-02T09:14:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"sequence":1,"data":{"lead_number":"LEAD-2026-0002","source":"fair"}}}', '2026-11-02 09:14:00+00', '2026-11-05 09:49:01.934199+00', 'pending', 1, NULL, 'webhook did not take it: ConnectError: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-79db-b9a7-fdc91166c28b', NULL, NULL, 3, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-79db-b9a7-fdc91166c28b","type":"opportunity.won","timestamp":"2026-11-05T09:14:00Z","tenant":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"sequence":4,"data":{"value":{"minor":100001,"currency":"JPY"},"quotation_id":"00000001-0000-7000-8000-00000000004d","assigned_to":"mara","source":"fair"}}}', '2026-11-05 09:14:00+00', '2026-11-05 09:49:30+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7d0e-8d06-811e7c27ad7d', NULL, NULL, 1, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-7d0e-8d06-811e7c27ad7d","type":"lead.created","timestamp":"2026-11-02T09:07:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000002d"},"sequence":1,"data":{"lead_number":"LEAD-2026-0001","source":"fair"}}}', '2026-11-02 09:07:00+00', '2026-11-05 09:49:30+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-000000000065', 'lead', '00000001-0000-7000-8000-000000000064', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"at":"2026-11-05T09:28:00Z","lead_number":"LEAD-2026-0004","source":"fair"}', '2026-11-05 09:28:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7388-8020-e665c0bb4aa8', NULL, NULL, NULL, '4b70dbe6253a8178797767c1', 'delivery.email', '{"channel":"email","address":"theo@example.com","address_id":"4b70dbe6253a8178797767c1","user_id":"theo","messages":[{"title":"New lead LEAD-2026-0004","body":"LEAD-2026-0004 For the ships  & Co","about":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"reason":"by the rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' you are next by weight","urgency":"info"}],"due":null,"locale":"en","timezone":"UTC","why":"by email, because news go wherever you have an address"}', '2026-11-05 09:49:00+00', '2026-11-05 09:49:01.577913+00', 'pending', 1, NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-77f0-8161-8df6f3411ee6', NULL, NULL, 5, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-77f0-8161-8df6f3411ee6","type":"lead.created","timestamp":"2026-11-05T09:28:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"sequence":1,"data":{"lead_number":"LEAD-2026-0004","source":"fair"}}}', '2026-11-05 09:28:00+00', '2026-11-05 09:49:01.029667+00', 'pending', 1, NULL, 'webhook did not take it: ConnectError: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7afa-b5d0-cb54897d24ca', NULL, NULL, NULL, '4b70dbe6253a8178797767c1', 'delivery.email', '{"channel":"email","address":"theo@example.com","address_id":"4b70dbe6253a8178797767c1","user_id":"theo","messages":[{"title":"New lead LEAD-2026-0003","body":"LEAD-2026-0003 Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co","about":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","urgency":"info"}],"due":null,"locale":"en","timezone":"UTC","why":"by email, because news go wherever you have an address"}', '2026-11-05 09:49:00+00', '2026-11-05 09:49:01.331163+00', 'pending', 1, NULL, 'email did not take it: no mail server answers at 127.0.0.1:9: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7b4c-9c2b-baba88fc65a9', NULL, NULL, 6, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-7b4c-9c2b-baba88fc65a9","type":"lead.created","timestamp":"2026-11-05T09:35:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000066"},"sequence":1,"data":{"lead_number":"LEAD-2026-0005","source":"fair"}}}', '2026-11-05 09:35:00+00', '2026-11-05 09:49:30+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-000000000075', 'activity', '00000001-0000-7000-8000-000000000074', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000074"},"at":"2026-11-05T09:35:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"activity_type":"task"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000077', 'activity', '00000001-0000-7000-8000-000000000076', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000076"},"at":"2026-11-05T09:35:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"activity_type":"task"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000078', 'activity', '00000001-0000-7000-8000-000000000076', 2, NULL, 'activity.completed', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000076"},"at":"2026-11-05T09:35:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"outcome":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000094', 'activity', '00000001-0000-7000-8000-000000000093', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000093"},"at":"2026-11-05T09:49:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"activity_type":"meeting"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000042', 'lead', '00000001-0000-7000-8000-00000000003d', 3, NULL, 'lead.scored', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"at":"2026-11-02T09:14:00Z","before":0,"after":59}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000048', 'lead', '00000001-0000-7000-8000-00000000003d', 4, NULL, 'lead.qualified', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"at":"2026-11-02T09:14:00Z","score":59}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000004a', 'lead', '00000001-0000-7000-8000-00000000003d', 5, NULL, 'lead.converted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-00000000003d"},"at":"2026-11-02T09:14:00Z","opportunity_id":"00000001-0000-7000-8000-000000000044","party_id":"00000001-0000-7000-8000-000000000046","source":"fair","value":{"minor":200002,"currency":"KWD"}}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000061', 'lead', '00000001-0000-7000-8000-000000000060', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"at":"2026-11-05T09:21:00Z","lead_number":"LEAD-2026-0003","source":"fair"}', '2026-11-05 09:21:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000062', 'lead', '00000001-0000-7000-8000-000000000060', 2, NULL, 'lead.disqualified', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"at":"2026-11-05T09:21:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"}', '2026-11-05 09:21:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000063', 'lead', '00000001-0000-7000-8000-000000000060', 3, NULL, 'lead.reopened', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"at":"2026-11-05T09:21:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","count":1}', '2026-11-05 09:21:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000006f', 'lead', '00000001-0000-7000-8000-000000000060', 4, NULL, 'lead.assigned', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"at":"2026-11-05T09:35:00Z","assigned_to":"theo","previously":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000070', 'lead', '00000001-0000-7000-8000-000000000060', 5, NULL, 'notice', '{"tenant_id":"harbour","users":["theo"],"role":null,"message":{"title":"New lead LEAD-2026-0003","body":"LEAD-2026-0003 Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co","about":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","urgency":"info"},"due":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000072', 'lead', '00000001-0000-7000-8000-000000000060', 6, NULL, 'notice', '{"tenant_id":"harbour","users":[],"role":"manager","message":{"title":"Nobody can take LEAD-2026-0003 now (waiting)","body":"LEAD-2026-0003 Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co","about":{"kind":"lead","id":"00000001-0000-7000-8000-000000000060"},"reason":"nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' is not for it: condition","urgency":"reminder"},"due":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '01a1adf0-c580-771a-9904-49a1e96b1a5c', NULL, NULL, NULL, 'f95fcf18408c6828f092c15c', 'delivery.email', '{"channel":"email","address":"mara@example.com","address_id":"f95fcf18408c6828f092c15c","user_id":"mara","messages":[],"due":null,"locale":"de","timezone":"Asia/Tokyo","why":"by email, because news go wherever you have an address; in your daily digest"}', '2026-11-05 09:49:00+00', '2026-11-05 23:00:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a1', 'journey', '00000001-0000-7000-8000-0000000000a0', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a0"},"at":"2026-11-02T09:07:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":"00000001-0000-7000-8000-000000000036","lead_id":"00000001-0000-7000-8000-00000000002d"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a2', 'journey', '00000001-0000-7000-8000-0000000000a0', 2, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a0"},"at":"2026-11-02T09:07:00Z","journey_name":"sales","run":1,"step_type":"qualification","step_name":"qualification","party_id":"00000001-0000-7000-8000-000000000036","lead_id":"00000001-0000-7000-8000-00000000002d"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a9', 'journey', '00000001-0000-7000-8000-0000000000a0', 4, NULL, 'journey.completed', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a0"},"at":"2026-11-05T09:14:00Z","journey_name":"sales","run":1}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7add-891e-383d0f9caa4e', NULL, NULL, 1, '00000001-0000-7000-8000-00000000002b', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-00000000002b","body":{"id":"00000001-0000-7add-891e-383d0f9caa4e","type":"lead.created","timestamp":"2026-11-05T09:42:00Z","tenant":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"sequence":1,"data":{"lead_number":"LEAD-2026-0001","source":"fair"}}}', '2026-11-05 09:42:00+00', '2026-11-05 09:49:01.032851+00', 'pending', 1, NULL, 'webhook did not take it: ConnectError: [Errno 111] Connection refused'),
	('harbour', '00000001-0000-7000-8000-0000000000c7', 'lead', '00000001-0000-7000-8000-0000000000c6', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"at":"2026-11-30T08:07:00Z","lead_number":"LEAD-2026-0007","source":"fair"}', '2026-11-30 08:07:00+00', '2026-11-30 08:22:00+00', 'delivered', 1, '2026-11-30 08:21:00+00', NULL),
	('north', '00000002-0000-7000-8000-000000000005', 'activity', '00000002-0000-7000-8000-000000000004', 1, NULL, 'activity.logged', '{"tenant_id":"north","subject":{"kind":"activity","id":"00000002-0000-7000-8000-000000000004"},"at":"2026-11-30T08:07:00Z","related":{"kind":"lead","id":"00000002-0000-7000-8000-000000000001"},"activity_type":"meeting"}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-000000000003', 'lead', '00000002-0000-7000-8000-000000000001', 2, NULL, 'lead.contacted', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-000000000001"},"at":"2026-11-30T08:07:00Z"}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-000000000006', 'lead', '00000002-0000-7000-8000-000000000001', 3, NULL, 'lead.scored', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-000000000001"},"at":"2026-11-30T08:07:00Z","before":0,"after":59}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-00000000000d', 'lead', '00000002-0000-7000-8000-00000000000c', 1, NULL, 'lead.created', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-00000000000c"},"at":"2026-11-30T08:14:00Z","lead_number":"LEAD-2026-0003","source":"fair"}', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-000000000010', 'activity', '00000002-0000-7000-8000-00000000000f', 1, NULL, 'activity.logged', '{"tenant_id":"north","subject":{"kind":"activity","id":"00000002-0000-7000-8000-00000000000f"},"at":"2026-11-30T08:14:00Z","related":{"kind":"lead","id":"00000002-0000-7000-8000-00000000000c"},"activity_type":"meeting"}', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-00000000000e', 'lead', '00000002-0000-7000-8000-00000000000c', 2, NULL, 'lead.contacted', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-00000000000c"},"at":"2026-11-30T08:14:00Z"}', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'pending', 0, NULL, NULL),
	('north', '00000002-0000-7000-8000-000000000011', 'lead', '00000002-0000-7000-8000-00000000000c', 3, NULL, 'lead.scored', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-00000000000c"},"at":"2026-11-30T08:14:00Z","before":0,"after":59}', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-00000000006a', 'lead', '00000001-0000-7000-8000-000000000064', 2, NULL, 'lead.assigned', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"at":"2026-11-05T09:35:00Z","assigned_to":"theo","previously":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000006c', 'lead', '00000001-0000-7000-8000-000000000064', 3, NULL, 'notice', '{"tenant_id":"harbour","users":["theo"],"role":null,"message":{"title":"New lead LEAD-2026-0004","body":"LEAD-2026-0004 For the ships  & Co","about":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"reason":"by the rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' you are next by weight","urgency":"info"},"due":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000073', 'lead', '00000001-0000-7000-8000-000000000064', 4, NULL, 'lead.disqualified', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000064"},"at":"2026-11-05T09:35:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000067', 'lead', '00000001-0000-7000-8000-000000000066', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000066"},"at":"2026-11-05T09:35:00Z","lead_number":"LEAD-2026-0005","source":"fair"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000091', 'lead', '00000001-0000-7000-8000-000000000090', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"at":"2026-11-05T09:49:00Z","lead_number":"LEAD-2026-0006","source":"fair"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000092', 'lead', '00000001-0000-7000-8000-000000000090', 2, NULL, 'lead.contacted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"at":"2026-11-05T09:49:00Z"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000095', 'lead', '00000001-0000-7000-8000-000000000090', 3, NULL, 'lead.scored', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"at":"2026-11-05T09:49:00Z","before":0,"after":59}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000009b', 'lead', '00000001-0000-7000-8000-000000000090', 4, NULL, 'lead.qualified', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"at":"2026-11-05T09:49:00Z","score":59}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000009d', 'lead', '00000001-0000-7000-8000-000000000090', 5, NULL, 'lead.converted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"at":"2026-11-05T09:49:00Z","opportunity_id":"00000001-0000-7000-8000-000000000097","party_id":"00000001-0000-7000-8000-000000000099","source":"fair","value":{"minor":600006,"currency":"EUR"}}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000003b', 'opportunity', '00000001-0000-7000-8000-000000000034', 1, NULL, 'opportunity.created', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"at":"2026-11-02T09:07:00Z","opportunity_number":"OPP-2026-0001","stage":"offer","party_id":"00000001-0000-7000-8000-000000000036","source":"fair"}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000003c', 'opportunity', '00000001-0000-7000-8000-000000000034', 2, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":null,"message":{"title":"LEAD-2026-0001 became OPP-2026-0001","body":"Won  & Co is in offer and yours to work on.","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"reason":"The opportunity is assigned to you.","urgency":"info"},"due":null}', '2026-11-02 09:07:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000004f', 'opportunity', '00000001-0000-7000-8000-000000000034', 3, NULL, 'opportunity.stage_changed', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"at":"2026-11-05T09:14:00Z","pipeline_id":"00000001-0000-7000-8000-00000000000d","from_stage":"offer","to_stage":"signed","seconds_in_stage":259620}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000050', 'opportunity', '00000001-0000-7000-8000-000000000034', 4, NULL, 'opportunity.won', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"at":"2026-11-05T09:14:00Z","value":{"minor":100001,"currency":"JPY"},"quotation_id":"00000001-0000-7000-8000-00000000004d","assigned_to":"mara","source":"fair"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000051', 'opportunity', '00000001-0000-7000-8000-000000000034', 5, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":"manager","message":{"title":"OPP-2026-0001 is won","body":"Won  & Co: quotation QUOTE-2026-0001 was accepted.","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"reason":"The opportunity is yours, or you lead the team it belongs to.","urgency":"info"},"due":null}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000053', 'opportunity', '00000001-0000-7000-8000-000000000034', 6, NULL, 'opportunity.ordered', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000034"},"at":"2026-11-05T09:14:00Z","order_id":"00000001-0000-7000-8000-000000000052"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000004b', 'opportunity', '00000001-0000-7000-8000-000000000044', 1, NULL, 'opportunity.created', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-02T09:14:00Z","opportunity_number":"OPP-2026-0002","stage":"prospecting","party_id":"00000001-0000-7000-8000-000000000046","source":"fair"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000004c', 'opportunity', '00000001-0000-7000-8000-000000000044', 2, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":null,"message":{"title":"LEAD-2026-0002 became OPP-2026-0002","body":"Back  & Co is in prospecting and yours to work on.","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"reason":"The opportunity is assigned to you.","urgency":"info"},"due":null}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000056', 'opportunity', '00000001-0000-7000-8000-000000000044', 3, NULL, 'opportunity.stage_changed', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","pipeline_id":"00000001-0000-7000-8000-000000000007","from_stage":"prospecting","to_stage":"closed_lost","seconds_in_stage":259200}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000057', 'opportunity', '00000001-0000-7000-8000-000000000044', 4, NULL, 'opportunity.lost', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","assigned_to":"mara"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-000000000058', 'opportunity', '00000001-0000-7000-8000-000000000044', 5, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":"manager","message":{"title":"OPP-2026-0002 is lost","body":"Back  & Co: O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"reason":"The opportunity is yours, or you lead the team it belongs to.","urgency":"info"},"due":null}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000005a', 'opportunity', '00000001-0000-7000-8000-000000000044', 6, NULL, 'opportunity.stage_changed', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","pipeline_id":"00000001-0000-7000-8000-000000000007","from_stage":"closed_lost","to_stage":"prospecting","seconds_in_stage":0}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000005d', 'opportunity', '00000001-0000-7000-8000-000000000044', 8, NULL, 'opportunity.stage_changed', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","pipeline_id":"00000001-0000-7000-8000-000000000007","from_stage":"prospecting","to_stage":"closed_lost","seconds_in_stage":0}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000005e', 'opportunity', '00000001-0000-7000-8000-000000000044', 9, NULL, 'opportunity.lost', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"at":"2026-11-05T09:14:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","assigned_to":"mara"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000005f', 'opportunity', '00000001-0000-7000-8000-000000000044', 10, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":"manager","message":{"title":"OPP-2026-0002 is lost","body":"Back  & Co: O''Brien & \"Söhne\" \\ 100 % 🚢🦀","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000044"},"reason":"The opportunity is yours, or you lead the team it belongs to.","urgency":"info"},"due":null}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000009e', 'opportunity', '00000001-0000-7000-8000-000000000097', 1, NULL, 'opportunity.created', '{"tenant_id":"harbour","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000097"},"at":"2026-11-05T09:49:00Z","opportunity_number":"OPP-2026-0003","stage":"prospecting","party_id":"00000001-0000-7000-8000-000000000099","source":"fair"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000009f', 'opportunity', '00000001-0000-7000-8000-000000000097', 2, NULL, 'notice', '{"tenant_id":"harbour","users":["mara"],"role":null,"message":{"title":"LEAD-2026-0006 became OPP-2026-0003","body":"Queued and done  & Co is in prospecting and yours to work on.","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000097"},"reason":"The opportunity is assigned to you.","urgency":"info"},"due":null}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-00000000006d', NULL, NULL, NULL, NULL, 'notice', '{"tenant_id":"harbour","users":[],"role":"manager","message":{"title":"Nobody can take 2 leads now (waiting)","body":"LEAD-2026-0003 Gone O''Brien & \"Söhne\" \\ 100 % 🚢🦀 & Co, LEAD-2026-0005 Waiting  & Co","about":null,"reason":"nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\\''Brien & \"Söhne\" \\\\ 100 % 🚢🦀'' is not for it: condition","urgency":"reminder"},"due":null}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-000000000084', 'activity', '00000001-0000-7000-8000-000000000083', 1, NULL, 'activity.logged', '{"tenant_id":"north","subject":{"kind":"activity","id":"00000001-0000-7000-8000-000000000083"},"at":"2026-11-05T09:42:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"activity_type":"meeting"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-000000000081', 'lead', '00000001-0000-7000-8000-000000000080', 1, NULL, 'lead.created', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"at":"2026-11-05T09:42:00Z","lead_number":"LEAD-2026-0001","source":"fair"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-000000000082', 'lead', '00000001-0000-7000-8000-000000000080', 2, NULL, 'lead.contacted', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"at":"2026-11-05T09:42:00Z"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-000000000085', 'lead', '00000001-0000-7000-8000-000000000080', 3, NULL, 'lead.scored', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"at":"2026-11-05T09:42:00Z","before":0,"after":59}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-00000000008b', 'lead', '00000001-0000-7000-8000-000000000080', 4, NULL, 'lead.qualified', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"at":"2026-11-05T09:42:00Z","score":59}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-00000000008d', 'lead', '00000001-0000-7000-8000-000000000080', 5, NULL, 'lead.converted', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000080"},"at":"2026-11-05T09:42:00Z","opportunity_id":"00000001-0000-7000-8000-000000000087","party_id":"00000001-0000-7000-8000-000000000089","source":"fair","value":{"minor":100001,"currency":"CHF"}}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-00000000008e', 'opportunity', '00000001-0000-7000-8000-000000000087', 1, NULL, 'opportunity.created', '{"tenant_id":"north","subject":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000087"},"at":"2026-11-05T09:42:00Z","opportunity_number":"OPP-2026-0001","stage":"prospecting","party_id":"00000001-0000-7000-8000-000000000089","source":"fair"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-00000000008f', 'opportunity', '00000001-0000-7000-8000-000000000087', 2, NULL, 'notice', '{"tenant_id":"north","users":["mara"],"role":null,"message":{"title":"LEAD-2026-0001 became OPP-2026-0001","body":"North  & Co is in prospecting and yours to work on.","about":{"kind":"opportunity","id":"00000001-0000-7000-8000-000000000087"},"reason":"The opportunity is assigned to you.","urgency":"info"},"due":null}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a8', 'journey', '00000001-0000-7000-8000-0000000000a0', 3, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a0"},"at":"2026-11-05T09:14:00Z","journey_name":"sales","run":1,"step_type":"closed","step_name":"closed","party_id":"00000001-0000-7000-8000-000000000036","lead_id":"00000001-0000-7000-8000-00000000002d"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000002-0000-7000-8000-000000000002', 'lead', '00000002-0000-7000-8000-000000000001', 1, NULL, 'lead.created', '{"tenant_id":"north","subject":{"kind":"lead","id":"00000002-0000-7000-8000-000000000001"},"at":"2026-11-30T08:07:00Z","lead_number":"LEAD-2026-0002","source":"fair"}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000bd', 'journey', '00000001-0000-7000-8000-0000000000b5', 2, NULL, 'journey.abandoned', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000b5"},"at":"2026-11-05T09:35:00Z","journey_name":"sales","run":1,"reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","last_step":"lead_capture"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b8', 'journey', '00000001-0000-7000-8000-0000000000b7', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000b7"},"at":"2026-11-05T09:35:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":null,"lead_id":"00000001-0000-7000-8000-000000000066"}', '2026-11-05 09:35:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000bf', 'journey', '00000001-0000-7000-8000-0000000000be', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000be"},"at":"2026-11-05T09:49:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":"00000001-0000-7000-8000-000000000099","lead_id":"00000001-0000-7000-8000-000000000090"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000c0', 'journey', '00000001-0000-7000-8000-0000000000be', 2, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000be"},"at":"2026-11-05T09:49:00Z","journey_name":"sales","run":1,"step_type":"qualification","step_name":"qualification","party_id":"00000001-0000-7000-8000-000000000099","lead_id":"00000001-0000-7000-8000-000000000090"}', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-0000000000c3', 'journey', '00000001-0000-7000-8000-0000000000c2', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"north","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000c2"},"at":"2026-11-05T09:42:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":"00000001-0000-7000-8000-000000000089","lead_id":"00000001-0000-7000-8000-000000000080"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('north', '00000001-0000-7000-8000-0000000000c4', 'journey', '00000001-0000-7000-8000-0000000000c2', 2, NULL, 'journey.milestone_reached', '{"tenant_id":"north","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000c2"},"at":"2026-11-05T09:42:00Z","journey_name":"sales","run":1,"step_type":"qualification","step_name":"qualification","party_id":"00000001-0000-7000-8000-000000000089","lead_id":"00000001-0000-7000-8000-000000000080"}', '2026-11-05 09:42:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7951-b308-254fafd5b327', NULL, NULL, 7, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-7951-b308-254fafd5b327","type":"lead.created","timestamp":"2026-11-05T09:49:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-000000000090"},"sequence":1,"data":{"lead_number":"LEAD-2026-0006","source":"fair"}}}', '2026-11-05 09:49:00+00', '2026-11-05 09:49:30+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a5', 'journey', '00000001-0000-7000-8000-0000000000a4', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a4"},"at":"2026-11-02T09:14:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":"00000001-0000-7000-8000-000000000046","lead_id":"00000001-0000-7000-8000-00000000003d"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000a6', 'journey', '00000001-0000-7000-8000-0000000000a4', 2, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a4"},"at":"2026-11-02T09:14:00Z","journey_name":"sales","run":1,"step_type":"qualification","step_name":"qualification","party_id":"00000001-0000-7000-8000-000000000046","lead_id":"00000001-0000-7000-8000-00000000003d"}', '2026-11-02 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ac', 'journey', '00000001-0000-7000-8000-0000000000a4', 3, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a4"},"at":"2026-11-05T09:14:00Z","journey_name":"sales","run":1,"step_type":"closed","step_name":"closed","party_id":"00000001-0000-7000-8000-000000000046","lead_id":"00000001-0000-7000-8000-00000000003d"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ad', 'journey', '00000001-0000-7000-8000-0000000000a4', 4, NULL, 'journey.abandoned', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000a4"},"at":"2026-11-05T09:14:00Z","journey_name":"sales","run":1,"reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","last_step":"closed"}', '2026-11-05 09:14:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b3', 'journey', '00000001-0000-7000-8000-0000000000b2', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000b2"},"at":"2026-11-05T09:21:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":null,"lead_id":"00000001-0000-7000-8000-000000000060"}', '2026-11-05 09:21:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b4', 'journey', '00000001-0000-7000-8000-0000000000b2', 2, NULL, 'journey.abandoned', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000b2"},"at":"2026-11-05T09:21:00Z","journey_name":"sales","run":1,"reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line","last_step":"lead_capture"}', '2026-11-05 09:21:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000b6', 'journey', '00000001-0000-7000-8000-0000000000b5', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000b5"},"at":"2026-11-05T09:28:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":null,"lead_id":"00000001-0000-7000-8000-000000000064"}', '2026-11-05 09:28:00+00', '2026-11-05 09:50:00+00', 'delivered', 1, '2026-11-05 09:49:00+00', NULL),
	('harbour', '00000001-0000-7000-8000-0000000000c8', 'lead', '00000001-0000-7000-8000-0000000000c6', 2, NULL, 'lead.contacted', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"at":"2026-11-30T08:07:00Z"}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000cb', 'lead', '00000001-0000-7000-8000-0000000000c6', 3, NULL, 'lead.scored', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"at":"2026-11-30T08:07:00Z","before":0,"after":59}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ce', 'lead', '00000001-0000-7000-8000-0000000000cd', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000cd"},"at":"2026-11-30T08:14:00Z","lead_number":"LEAD-2026-0008","source":"fair"}', '2026-11-30 08:14:00+00', '2026-11-30 08:14:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000d0', 'lead', '00000001-0000-7000-8000-0000000000cf', 1, NULL, 'lead.created', '{"tenant_id":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000cf"},"at":"2026-11-30T08:21:00Z","lead_number":"LEAD-2026-0009","source":"fair"}', '2026-11-30 08:21:00+00', '2026-11-30 08:21:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-72c8-a215-cdf725372440', NULL, NULL, 8, '00000001-0000-7000-8000-000000000015', 'delivery.webhook', '{"webhook_id":"00000001-0000-7000-8000-000000000015","body":{"id":"00000001-0000-72c8-a215-cdf725372440","type":"lead.created","timestamp":"2026-11-30T08:07:00Z","tenant":"harbour","subject":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"sequence":1,"data":{"lead_number":"LEAD-2026-0007","source":"fair"}}}', '2026-11-30 08:07:00+00', '2026-11-30 08:21:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000d2', 'journey', '00000001-0000-7000-8000-0000000000d1', 1, NULL, 'journey.milestone_reached', '{"tenant_id":"harbour","subject":{"kind":"journey","id":"00000001-0000-7000-8000-0000000000d1"},"at":"2026-11-30T08:07:00Z","journey_name":"sales","run":1,"step_type":"lead_capture","step_name":"lead capture","party_id":null,"lead_id":"00000001-0000-7000-8000-0000000000c6"}', '2026-11-30 08:07:00+00', '2026-11-30 08:07:00+00', 'pending', 0, NULL, NULL),
	('harbour', '00000001-0000-7000-8000-0000000000ca', 'activity', '00000001-0000-7000-8000-0000000000c9', 1, NULL, 'activity.logged', '{"tenant_id":"harbour","subject":{"kind":"activity","id":"00000001-0000-7000-8000-0000000000c9"},"at":"2026-11-30T08:07:00Z","related":{"kind":"lead","id":"00000001-0000-7000-8000-0000000000c6"},"activity_type":"meeting"}', '2026-11-30 08:07:00+00', '2026-11-30 08:22:00+00', 'delivered', 1, '2026-11-30 08:21:00+00', NULL);


--
-- Data for Name: crm_people; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_people VALUES
	('harbour', 'mara', 'O''Brien & "Söhne" \ 100 % 🚢🦀', '["admin"]', NULL, NULL, '[]', '[]', 1, NULL, NULL, 'Asia/Tokyo', '[]', '[]', true, false),
	('harbour', 'theo', 'Theo', '["rep"]', 'sales', 'mara', '[]', '[]', 2, 90, 9, 'UTC', '[{"weekday":0,"start":"08:00:00","end":"18:00:00"},{"weekday":1,"start":"08:00:00","end":"18:00:00"},{"weekday":2,"start":"08:00:00","end":"18:00:00"},{"weekday":3,"start":"08:00:00","end":"18:00:00"},{"weekday":4,"start":"08:00:00","end":"18:00:00"},{"weekday":5,"start":"08:00:00","end":"18:00:00"},{"weekday":6,"start":"08:00:00","end":"18:00:00"}]', '[]', true, false),
	('harbour', 'kim', 'Kim', '["rep"]', 'sales', NULL, '[]', '["ships"]', 1, NULL, NULL, 'UTC', '[]', '[{"start":"2026-11-30T09:00:00Z","end":"2026-12-09T09:00:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀"}]', true, false),
	('north', 'mara', 'O''Brien & "Söhne" \ 100 % 🚢🦀', '["admin"]', NULL, NULL, '[]', '[]', 1, NULL, NULL, 'Asia/Tokyo', '[]', '[]', true, false),
	('north', 'theo', 'Theo', '["rep"]', 'sales', 'mara', '[]', '[]', 2, 90, 9, 'UTC', '[{"weekday":0,"start":"08:00:00","end":"18:00:00"},{"weekday":1,"start":"08:00:00","end":"18:00:00"},{"weekday":2,"start":"08:00:00","end":"18:00:00"},{"weekday":3,"start":"08:00:00","end":"18:00:00"},{"weekday":4,"start":"08:00:00","end":"18:00:00"},{"weekday":5,"start":"08:00:00","end":"18:00:00"},{"weekday":6,"start":"08:00:00","end":"18:00:00"}]', '[]', true, false),
	('north', 'kim', 'Kim', '["rep"]', 'sales', NULL, '[]', '["ships"]', 1, NULL, NULL, 'UTC', '[]', '[{"start":"2026-11-30T09:00:00Z","end":"2026-12-09T09:00:00Z","reason":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀"}]', true, false);


--
-- Data for Name: crm_pipeline_stages; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_pipeline_stages VALUES
	('harbour', '00000001-0000-7000-8000-000000000001', '00000001-0000-7000-8000-000000000007', 'prospecting', 'Prospecting', 1, 1000, 'open', '["qualification", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000002', '00000001-0000-7000-8000-000000000007', 'qualification', 'Qualification', 2, 2500, 'open', '["proposal", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000003', '00000001-0000-7000-8000-000000000007', 'proposal', 'Proposal', 3, 5000, 'open', '["negotiation", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000004', '00000001-0000-7000-8000-000000000007', 'negotiation', 'Negotiation', 4, 7500, 'open', '["closed_won", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000005', '00000001-0000-7000-8000-000000000007', 'closed_won', 'Closed won', 5, 10000, 'won', '[]'),
	('harbour', '00000001-0000-7000-8000-000000000006', '00000001-0000-7000-8000-000000000007', 'closed_lost', 'Closed lost', 6, 0, 'lost', '[]'),
	('harbour', '00000001-0000-7000-8000-00000000000a', '00000001-0000-7000-8000-00000000000d', 'offer', 'Offer', 1, 4000, 'open', '["signed", "gone"]'),
	('harbour', '00000001-0000-7000-8000-00000000000b', '00000001-0000-7000-8000-00000000000d', 'signed', 'Signed', 2, 10000, 'won', '[]'),
	('harbour', '00000001-0000-7000-8000-00000000000c', '00000001-0000-7000-8000-00000000000d', 'gone', 'Gone', 3, 0, 'lost', '[]'),
	('harbour', '00000001-0000-7000-8000-00000000000e', '00000001-0000-7000-8000-000000000014', 'prospecting', 'Prospecting', 1, 1000, 'open', '["qualification", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-00000000000f', '00000001-0000-7000-8000-000000000014', 'qualification', 'Qualification', 2, 2500, 'open', '["proposal", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000010', '00000001-0000-7000-8000-000000000014', 'proposal', 'Proposal', 3, 5000, 'open', '["negotiation", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000011', '00000001-0000-7000-8000-000000000014', 'negotiation', 'Negotiation', 4, 7500, 'open', '["closed_won", "closed_lost"]'),
	('harbour', '00000001-0000-7000-8000-000000000012', '00000001-0000-7000-8000-000000000014', 'closed_won', 'Closed won', 5, 10000, 'won', '[]'),
	('harbour', '00000001-0000-7000-8000-000000000013', '00000001-0000-7000-8000-000000000014', 'closed_lost', 'Closed lost', 6, 0, 'lost', '[]'),
	('north', '00000001-0000-7000-8000-000000000017', '00000001-0000-7000-8000-00000000001d', 'prospecting', 'Prospecting', 1, 1000, 'open', '["qualification", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000018', '00000001-0000-7000-8000-00000000001d', 'qualification', 'Qualification', 2, 2500, 'open', '["proposal", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000019', '00000001-0000-7000-8000-00000000001d', 'proposal', 'Proposal', 3, 5000, 'open', '["negotiation", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-00000000001a', '00000001-0000-7000-8000-00000000001d', 'negotiation', 'Negotiation', 4, 7500, 'open', '["closed_won", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-00000000001b', '00000001-0000-7000-8000-00000000001d', 'closed_won', 'Closed won', 5, 10000, 'won', '[]'),
	('north', '00000001-0000-7000-8000-00000000001c', '00000001-0000-7000-8000-00000000001d', 'closed_lost', 'Closed lost', 6, 0, 'lost', '[]'),
	('north', '00000001-0000-7000-8000-000000000020', '00000001-0000-7000-8000-000000000023', 'offer', 'Offer', 1, 4000, 'open', '["signed", "gone"]'),
	('north', '00000001-0000-7000-8000-000000000021', '00000001-0000-7000-8000-000000000023', 'signed', 'Signed', 2, 10000, 'won', '[]'),
	('north', '00000001-0000-7000-8000-000000000022', '00000001-0000-7000-8000-000000000023', 'gone', 'Gone', 3, 0, 'lost', '[]'),
	('north', '00000001-0000-7000-8000-000000000024', '00000001-0000-7000-8000-00000000002a', 'prospecting', 'Prospecting', 1, 1000, 'open', '["qualification", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000025', '00000001-0000-7000-8000-00000000002a', 'qualification', 'Qualification', 2, 2500, 'open', '["proposal", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000026', '00000001-0000-7000-8000-00000000002a', 'proposal', 'Proposal', 3, 5000, 'open', '["negotiation", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000027', '00000001-0000-7000-8000-00000000002a', 'negotiation', 'Negotiation', 4, 7500, 'open', '["closed_won", "closed_lost"]'),
	('north', '00000001-0000-7000-8000-000000000028', '00000001-0000-7000-8000-00000000002a', 'closed_won', 'Closed won', 5, 10000, 'won', '[]'),
	('north', '00000001-0000-7000-8000-000000000029', '00000001-0000-7000-8000-00000000002a', 'closed_lost', 'Closed lost', 6, 0, 'lost', '[]');


--
-- Data for Name: crm_pipelines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_pipelines VALUES
	('harbour', '00000001-0000-7000-8000-000000000007', 1, '57024c86ba8fc3f5c49d81bdb383bff403defd7bba5fa8dd32a6756bf75f964a', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Sales', NULL, true, NULL),
	('harbour', '00000001-0000-7000-8000-00000000000d', 2, '7eae481f767816e12ba6531ca48d1bd609a18904647218c62b48e0ba3f32ecd0', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Repairs', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', false, NULL),
	('harbour', '00000001-0000-7000-8000-000000000014', 2, '391b4d6fc10184ebf02ea5170953c5206f51cc54c46f5e102e1bb1e737e4caa1', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Former', NULL, false, '2026-11-02 09:00:00+00'),
	('north', '00000001-0000-7000-8000-00000000001d', 1, 'f02748a16672c79305f9e5bc1871e2f103114a9630d4e481e91cc5820e146617', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Sales', NULL, true, NULL),
	('north', '00000001-0000-7000-8000-000000000023', 2, '527822d7d52cbb1c6425358852ebf4178d632ae3698def5881d89c7ab5939e05', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Repairs', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', false, NULL),
	('north', '00000001-0000-7000-8000-00000000002a', 2, '6176079b7bfb4b41064961c463d58ed9bc7d89df28c5e19f8ed8a5e11ae602cd', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'Former', NULL, false, '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_policies; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_policies VALUES
	('harbour', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', '{"caps":{"behavioral":25,"demographic":25,"engagement":25,"firmographic":25},"currency":"USD","name":"standard scoring 1","rules":[{"category":"demographic","condition":"lead.has_email","factor":"email","is_active":true,"points":8},{"category":"demographic","condition":"lead.has_phone","factor":"phone","is_active":true,"points":8},{"category":"demographic","condition":"has(lead.company)","factor":"company","is_active":true,"points":9},{"category":"firmographic","condition":"has(lead.industry)","factor":"industry","is_active":true,"points":8},{"category":"firmographic","condition":"lead.estimated_value_minor >= 1000000","factor":"value","is_active":true,"points":9},{"category":"firmographic","condition":"int(lead.attributes.employees) >= 200","factor":"company_size","is_active":true,"points":8},{"category":"behavioral","condition":"lead.source in [\"referral\", \"partner\"]","factor":"source","is_active":true,"points":13},{"category":"behavioral","condition":"lead.source in [\"website\", \"email\", \"phone\", \"event\"]","factor":"source","is_active":true,"points":6},{"category":"behavioral","condition":"activity.meetings >= 1","factor":"first_meeting","is_active":true,"points":12},{"category":"engagement","condition":"activity.interactions >= 1","factor":"in_touch","is_active":true,"points":8},{"category":"engagement","condition":"activity.meetings >= 2","factor":"several_meetings","is_active":true,"points":9},{"category":"engagement","condition":"activity.recent >= 1","factor":"recent_activity","is_active":true,"points":8},{"category":"engagement","condition":"activity.days_since_last > 60","factor":"silence","is_active":true,"points":-10}],"version":2,"weights":[{"category":"behavioral","factor":"*","is_active":true,"percent":150}]}'),
	('harbour', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', '{"maximum_age_days":90,"minimum_activities":1,"minimum_score":40}'),
	('harbour', 'bdde1f2efcd4bb16fd256a401de7cd3d0f3ee311598b6a0f547a979438a85917', '{"fallback_queue":"unassigned","roster":{"default_capacity":50,"people":[{"absences":[{"end":"2026-12-09T09:00:00Z","reason":null,"start":"2026-11-30T09:00:00Z"}],"capacity":null,"daily_capacity":null,"id":"kim","is_active":true,"manager_id":null,"name":"kim","paused":false,"roles":["rep"],"skills":["ships"],"team":"sales","territories":[],"timezone":"UTC","weight":1,"working_hours":[]},{"absences":[],"capacity":90,"daily_capacity":9,"id":"theo","is_active":true,"manager_id":"mara","name":"theo","paused":false,"roles":["rep"],"skills":[],"team":"sales","territories":[],"timezone":"UTC","weight":2,"working_hours":[{"end":"18:00:00","start":"08:00:00","weekday":0},{"end":"18:00:00","start":"08:00:00","weekday":1},{"end":"18:00:00","start":"08:00:00","weekday":2},{"end":"18:00:00","start":"08:00:00","weekday":3},{"end":"18:00:00","start":"08:00:00","weekday":4},{"end":"18:00:00","start":"08:00:00","weekday":5},{"end":"18:00:00","start":"08:00:00","weekday":6}]}]},"rules":{"rules":[{"active_from":null,"active_until":null,"condition":"lead.industry == \"ships\"","fallback":"next_rule","id":"ships","industries":[],"is_active":true,"maximum_score":null,"minimum_score":null,"name":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","otherwise":null,"pool":{"everyone":false,"team":"sales","users":[]},"position":1,"preferred_skills":[],"queue":null,"required_skills":[],"sources":[],"strategy":"weighted","territories":[],"within_working_hours":true},{"active_from":null,"active_until":null,"condition":null,"fallback":"queue","id":"nobody","industries":[],"is_active":true,"maximum_score":null,"minimum_score":null,"name":"Whom nobody can take","otherwise":null,"pool":{"everyone":false,"team":null,"users":["kim"]},"position":2,"preferred_skills":[],"queue":"waiting","required_skills":["trains"],"sources":[],"strategy":"round_robin","territories":[],"within_working_hours":true}],"version":1}}'),
	('north', '528c19859ebde4a87a8f7cc86b4f7d1be0dfb9c94337a73c1ee74a796d2438f0', '{"caps":{"behavioral":25,"demographic":25,"engagement":25,"firmographic":25},"currency":"USD","name":"standard scoring 1","rules":[{"category":"demographic","condition":"lead.has_email","factor":"email","is_active":true,"points":8},{"category":"demographic","condition":"lead.has_phone","factor":"phone","is_active":true,"points":8},{"category":"demographic","condition":"has(lead.company)","factor":"company","is_active":true,"points":9},{"category":"firmographic","condition":"has(lead.industry)","factor":"industry","is_active":true,"points":8},{"category":"firmographic","condition":"lead.estimated_value_minor >= 1000000","factor":"value","is_active":true,"points":9},{"category":"firmographic","condition":"int(lead.attributes.employees) >= 200","factor":"company_size","is_active":true,"points":8},{"category":"behavioral","condition":"lead.source in [\"referral\", \"partner\"]","factor":"source","is_active":true,"points":13},{"category":"behavioral","condition":"lead.source in [\"website\", \"email\", \"phone\", \"event\"]","factor":"source","is_active":true,"points":6},{"category":"behavioral","condition":"activity.meetings >= 1","factor":"first_meeting","is_active":true,"points":12},{"category":"engagement","condition":"activity.interactions >= 1","factor":"in_touch","is_active":true,"points":8},{"category":"engagement","condition":"activity.meetings >= 2","factor":"several_meetings","is_active":true,"points":9},{"category":"engagement","condition":"activity.recent >= 1","factor":"recent_activity","is_active":true,"points":8},{"category":"engagement","condition":"activity.days_since_last > 60","factor":"silence","is_active":true,"points":-10}],"version":2,"weights":[{"category":"behavioral","factor":"*","is_active":true,"percent":150}]}'),
	('north', '0a52ca121ecaece6e9fdd73f15da75cfeefc4ab3c147f2caf242e10b79685158', '{"maximum_age_days":90,"minimum_activities":1,"minimum_score":40}');


--
-- Data for Name: crm_quotation_lines; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_quotation_lines VALUES
	('harbour', '00000001-0000-7000-8000-00000000004d', 1, 'Won  & Co', 1, 100001),
	('harbour', '00000001-0000-7000-8000-000000000054', 1, 'Back  & Co', 1, 200002);


--
-- Data for Name: crm_quotations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_quotations VALUES
	('harbour', '00000001-0000-7000-8000-00000000004d', 'QUOTE-2026-0001', '00000001-0000-7000-8000-000000000034', '00000001-0000-7000-8000-000000000036', 'accepted', 'JPY', 100001, '2026-12-05', '2026-12-05 23:00:00+00', '2026-11-05 09:14:00+00', '2026-11-05 09:14:00+00', '2026-11-05 09:14:00+00', NULL, 'deal-quotation:harbour:00000001-0000-7000-8000-000000000034/quotation/1'),
	('harbour', '00000001-0000-7000-8000-000000000054', 'QUOTE-2026-0002', '00000001-0000-7000-8000-000000000044', '00000001-0000-7000-8000-000000000046', 'rejected', 'KWD', 200002, '2026-12-05', '2026-12-05 23:00:00+00', '2026-11-05 09:14:00+00', NULL, '2026-11-05 09:14:00+00', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 'deal-quotation:harbour:00000001-0000-7000-8000-000000000044/quotation/1');


--
-- Data for Name: crm_routing_counters; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_routing_counters VALUES
	('north', 0),
	('harbour', 2);


--
-- Data for Name: crm_routing_queue; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_routing_queue VALUES
	('harbour', '00000001-0000-7000-8000-000000000066', 'waiting', NULL, '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', 1, 'nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\''Brien & "Söhne" \\ 100 % 🚢🦀'' is not for it: condition'),
	('harbour', '00000001-0000-7000-8000-000000000060', 'waiting', 'theo', '2026-11-05 09:35:00+00', '2026-11-05 09:35:00+00', 1, 'nobody can take it now; it waits in ''waiting''; rule ''Whom nobody can take'': kim: lacks a required skill; rule ''O\''Brien & "Söhne" \\ 100 % 🚢🦀'' is not for it: condition');


--
-- Data for Name: crm_routing_rules; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_routing_rules VALUES
	('harbour', 1, '[{"id":"ships","position":1,"name":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","is_active":true,"active_from":null,"active_until":null,"territories":[],"minimum_score":null,"maximum_score":null,"sources":[],"industries":[],"condition":"lead.industry == \"ships\"","strategy":"weighted","otherwise":null,"pool":{"team":"sales","users":[],"everyone":false},"required_skills":[],"preferred_skills":[],"within_working_hours":true,"fallback":"next_rule","queue":null},{"id":"nobody","position":2,"name":"Whom nobody can take","is_active":true,"active_from":null,"active_until":null,"territories":[],"minimum_score":null,"maximum_score":null,"sources":[],"industries":[],"condition":null,"strategy":"round_robin","otherwise":null,"pool":{"team":null,"users":["kim"],"everyone":false},"required_skills":["trains"],"preferred_skills":[],"within_working_hours":true,"fallback":"queue","queue":"waiting"}]', '2026-11-02 09:00:00+00', 'mara'),
	('north', 1, '[{"id":"ships","position":1,"name":"O''Brien & \"Söhne\" \\ 100 % 🚢🦀","is_active":true,"active_from":null,"active_until":null,"territories":[],"minimum_score":null,"maximum_score":null,"sources":[],"industries":[],"condition":"lead.industry == \"ships\"","strategy":"weighted","otherwise":null,"pool":{"team":"sales","users":[],"everyone":false},"required_skills":[],"preferred_skills":[],"within_working_hours":true,"fallback":"next_rule","queue":null},{"id":"nobody","position":2,"name":"Whom nobody can take","is_active":true,"active_from":null,"active_until":null,"territories":[],"minimum_score":null,"maximum_score":null,"sources":[],"industries":[],"condition":null,"strategy":"round_robin","otherwise":null,"pool":{"team":null,"users":["kim"],"everyone":false},"required_skills":["trains"],"preferred_skills":[],"within_working_hours":true,"fallback":"queue","queue":"waiting"}]', '2026-11-02 09:00:00+00', 'mara');


--
-- Data for Name: crm_routing_turns; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_routing_turns VALUES
	('harbour', 'team:sales', 'kim', 0, NULL, 2),
	('harbour', 'team:sales', 'theo', 2, '2026-11-05 09:35:00+00', -2);


--
-- Data for Name: crm_runs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_runs VALUES
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-00000000002d', 'lead-conversion', 'mara', '8d7ce98537b5b8754851fbc3e93011fbb3eba1ab7a309ab9c6de261ca332699e', '2026-11-02 09:07:00+00', '2026-11-02 09:08:00+00', NULL, '2026-11-02 09:07:00+00', '{"v": 1, "is": "Conversion", "value": {"lead_id": "00000001-0000-7000-8000-00000000002d", "customer_id": "00000001-0000-7000-8000-000000000036", "opportunity_id": "00000001-0000-7000-8000-000000000034", "opportunity_number": "OPP-2026-0001", "customer_created": true}}'),
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-00000000003d', 'lead-conversion', 'mara', '5fc6742844b92262c767bac9c297dc8368e6bea16ea3120a6f6eaa3848c7f35f', '2026-11-02 09:14:00+00', '2026-11-02 09:15:00+00', NULL, '2026-11-02 09:14:00+00', '{"v": 1, "is": "Conversion", "value": {"lead_id": "00000001-0000-7000-8000-00000000003d", "customer_id": "00000001-0000-7000-8000-000000000046", "opportunity_id": "00000001-0000-7000-8000-000000000044", "opportunity_number": "OPP-2026-0002", "customer_created": true}}'),
	('harbour', 'deal-closing:harbour:00000001-0000-7000-8000-000000000034', 'deal-won', 'mara', '89607046601ce87e21e95b10a194ca1381ab3704cb793ecab1488016cf36e52c', '2026-11-05 09:14:00+00', '2026-11-05 09:15:00+00', NULL, '2026-11-05 09:14:00+00', '{"v": 1, "is": "Closing", "value": {"opportunity_id": "00000001-0000-7000-8000-000000000034", "opportunity_number": "OPP-2026-0001", "outcome": "won", "closed_on": "2026-11-05", "value": {"minor": 100001, "currency": "JPY"}, "quotation_id": "00000001-0000-7000-8000-00000000004d", "lost_reason": null}}'),
	('harbour', 'deal-order:harbour:00000001-0000-7000-8000-000000000034', 'deal-order', 'mara', '89607046601ce87e21e95b10a194ca1381ab3704cb793ecab1488016cf36e52c', '2026-11-05 09:14:00+00', '2026-11-05 09:15:00+00', NULL, '2026-11-05 09:14:00+00', '{"v": 1, "is": "Ordered", "value": {"opportunity_id": "00000001-0000-7000-8000-000000000034", "quotation_id": "00000001-0000-7000-8000-00000000004d", "order_id": "00000001-0000-7000-8000-000000000052", "order_number": "ORDER-2026-0001", "total": {"minor": 100001, "currency": "JPY"}}}'),
	('harbour', 'deal-closing:harbour:00000001-0000-7000-8000-000000000044', 'deal-lost', 'mara', '2d5041807032c1229bff9754d0cbde6f0631b543bdd3fad3b093bf8cb979ccfe', '2026-11-05 09:14:00+00', '2026-11-05 09:15:00+00', NULL, '2026-11-05 09:14:00+00', '{"v": 1, "is": "Closing", "value": {"opportunity_id": "00000001-0000-7000-8000-000000000044", "opportunity_number": "OPP-2026-0002", "outcome": "lost", "closed_on": "2026-11-05", "value": null, "quotation_id": "00000001-0000-7000-8000-000000000054", "lost_reason": "O''Brien & \"S\u00f6hne\" \\ 100 % \ud83d\udea2\ud83e\udd80\n''); -- not the end;\n\t$$ {} :name %s\r\nlast line"}}'),
	('harbour', 'deal-closing:harbour:00000001-0000-7000-8000-000000000044:2', 'deal-lost', 'mara', '7ea9e52a1aa96efc3cf799007f03a1159d57b8860845f3a994786f5458cf0e35', '2026-11-05 09:14:00+00', '2026-11-05 09:15:00+00', NULL, '2026-11-05 09:14:00+00', '{"v": 1, "is": "Closing", "value": {"opportunity_id": "00000001-0000-7000-8000-000000000044", "opportunity_number": "OPP-2026-0002", "outcome": "lost", "closed_on": "2026-11-05", "value": null, "quotation_id": null, "lost_reason": "O''Brien & \"S\u00f6hne\" \\ 100 % \ud83d\udea2\ud83e\udd80"}}'),
	('north', 'lead-conversion:north:00000001-0000-7000-8000-000000000080', 'lead-conversion', 'mara', 'c568802a916085d87a5ebef63c2f7c101ca6fc08452ac289802fa79b764514ad', '2026-11-05 09:42:00+00', '2026-11-05 09:43:00+00', NULL, '2026-11-05 09:42:00+00', '{"v": 1, "is": "Conversion", "value": {"lead_id": "00000001-0000-7000-8000-000000000080", "customer_id": "00000001-0000-7000-8000-000000000089", "opportunity_id": "00000001-0000-7000-8000-000000000087", "opportunity_number": "OPP-2026-0001", "customer_created": true}}'),
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-000000000090', 'lead-conversion', 'mara', 'da3055b36d5f6ca6949d66dddc1ff5da0790bce0844b0981ac2ec49dda16b1d0', '2026-11-05 09:49:00+00', '2026-11-05 09:50:00+00', '2026-11-05 09:49:00+00', '2026-11-05 09:49:00+00', '{"v": 1, "is": "Conversion", "value": {"lead_id": "00000001-0000-7000-8000-000000000090", "customer_id": "00000001-0000-7000-8000-000000000099", "opportunity_id": "00000001-0000-7000-8000-000000000097", "opportunity_number": "OPP-2026-0003", "customer_created": true}}'),
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-0000000000c6', 'lead-conversion', 'mara', '7e7f94887d4fee0c6f73e366c49668ae5281795096d7ab3b225bedc3140433f3', '2026-11-30 08:07:00+00', NULL, '2026-11-30 08:07:00+00', NULL, NULL),
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-0000000000cd', 'lead-conversion', 'mara', '5f51108acf59f415989c0934ea4ae5c596b09023e376a0510205a35776b835e5', '2026-11-30 08:14:00+00', NULL, '2026-11-30 08:14:00+00', NULL, NULL),
	('harbour', 'lead-routing:harbour:a868c2d591307138359f39a78f1ea12f', 'lead-routing', 'mara', 'dda1e2af4a4477129eb2407ee41fb50613120cc9980628fc1a4a56ac0645122a', '2026-11-30 08:14:00+00', NULL, '2026-11-30 08:14:00+00', NULL, NULL),
	('harbour', 'lead-conversion:harbour:00000001-0000-7000-8000-0000000000cf', 'lead-conversion', 'mara', '66ef97ae023e3b6e79ecea6814f79e4c871cbbcb8d9cf5f6d4959beaafe76cf4', '2026-11-30 08:21:00+00', NULL, '2026-11-30 08:21:00+00', NULL, NULL),
	('north', 'lead-conversion:north:00000002-0000-7000-8000-000000000001', 'lead-conversion', 'admin', '7672ccb591a28b07958affe60f271542e8692ecabebfbb53e9401fa0ea12422a', '2026-11-30 08:07:00+00', NULL, '2026-11-30 08:07:00+00', NULL, NULL),
	('north', 'lead-conversion:north:00000002-0000-7000-8000-00000000000c', 'lead-conversion', 'admin', 'd2c39f77253075c77c02eb5dd82ff144da60076c94a7fa138034582060003174', '2026-11-30 08:14:00+00', NULL, '2026-11-30 08:14:00+00', NULL, NULL);


--
-- Data for Name: crm_schema; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_schema VALUES
	(1, '0.1.0', '0100', '0.1.0', '2026-11-30 12:28:30.457827+00');


--
-- Data for Name: crm_sources; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_sources VALUES
	('harbour', '00000001-0000-7000-8000-000000000008', 1, '26eb3c89414e46045eebe2330aa39e43dc831aac55db2e9b58c158f998232906', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'fair', 'O''Brien & "Söhne" \ 100 % 🚢🦀', NULL),
	('harbour', '00000001-0000-7000-8000-000000000009', 2, '36faf86f3554427b9df2a5ef64564084e9f4b835b7d5281e8d0636e208d63177', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'partner', 'Partner', '2026-11-02 09:00:00+00'),
	('north', '00000001-0000-7000-8000-00000000001e', 1, '061910ec42cfeed5752279146926a443fcbe627d28c483076f3961d63a9bf0a1', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'fair', 'O''Brien & "Söhne" \ 100 % 🚢🦀', NULL),
	('north', '00000001-0000-7000-8000-00000000001f', 2, '513ede5f37cbe711b5aacd40d9b876feb329a79464e6f8318c8035c6b1ed7cd2', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00', 'partner', 'Partner', '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_stage_moves; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_stage_moves VALUES
	('harbour', '00000001-0000-7000-8000-00000000004e', '00000001-0000-7000-8000-000000000034', '00000001-0000-7000-8000-00000000000d', 'offer', 'signed', '2026-11-05 09:14:00+00', 259620),
	('harbour', '00000001-0000-7000-8000-000000000055', '00000001-0000-7000-8000-000000000044', '00000001-0000-7000-8000-000000000007', 'prospecting', 'closed_lost', '2026-11-05 09:14:00+00', 259200),
	('harbour', '00000001-0000-7000-8000-000000000059', '00000001-0000-7000-8000-000000000044', '00000001-0000-7000-8000-000000000007', 'closed_lost', 'prospecting', '2026-11-05 09:14:00+00', 0),
	('harbour', '00000001-0000-7000-8000-00000000005c', '00000001-0000-7000-8000-000000000044', '00000001-0000-7000-8000-000000000007', 'prospecting', 'closed_lost', '2026-11-05 09:14:00+00', 0);


--
-- Data for Name: crm_tracked_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_tracked_events VALUES
	('harbour', '00000001-0000-7000-8000-00000000002e:analytics', 'lead.created', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', '{"lead_number": "LEAD-2026-0001", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-00000000002f:analytics', 'lead.contacted', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', '{}'),
	('harbour', '00000001-0000-7000-8000-000000000031:analytics', 'activity.logged', '2026-11-02 09:07:00+00', 'activity', '00000001-0000-7000-8000-000000000030', '{"activity_type": "meeting", "related_id": "00000001-0000-7000-8000-00000000002d", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000032:analytics', 'lead.scored', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', '{"after": 59, "before": 0}'),
	('harbour', '00000001-0000-7000-8000-000000000038:analytics', 'lead.qualified', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', '{"score": 59}'),
	('harbour', '00000001-0000-7000-8000-00000000003a:analytics', 'lead.converted', '2026-11-02 09:07:00+00', 'lead', '00000001-0000-7000-8000-00000000002d', '{"currency": "JPY", "opportunity_id": "00000001-0000-7000-8000-000000000034", "source": "fair", "value_minor": 100001}'),
	('harbour', '00000001-0000-7000-8000-00000000003b:analytics', 'opportunity.created', '2026-11-02 09:07:00+00', 'opportunity', '00000001-0000-7000-8000-000000000034', '{"opportunity_number": "OPP-2026-0001", "party_id": "00000001-0000-7000-8000-000000000036", "source": "fair", "stage": "offer"}'),
	('harbour', '00000001-0000-7000-8000-00000000003e:analytics', 'lead.created', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', '{"lead_number": "LEAD-2026-0002", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-00000000003f:analytics', 'lead.contacted', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', '{}'),
	('harbour', '00000001-0000-7000-8000-000000000041:analytics', 'activity.logged', '2026-11-02 09:14:00+00', 'activity', '00000001-0000-7000-8000-000000000040', '{"activity_type": "meeting", "related_id": "00000001-0000-7000-8000-00000000003d", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000042:analytics', 'lead.scored', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', '{"after": 59, "before": 0}'),
	('harbour', '00000001-0000-7000-8000-000000000048:analytics', 'lead.qualified', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', '{"score": 59}'),
	('harbour', '00000001-0000-7000-8000-00000000004a:analytics', 'lead.converted', '2026-11-02 09:14:00+00', 'lead', '00000001-0000-7000-8000-00000000003d', '{"currency": "KWD", "opportunity_id": "00000001-0000-7000-8000-000000000044", "source": "fair", "value_minor": 200002}'),
	('harbour', '00000001-0000-7000-8000-00000000004b:analytics', 'opportunity.created', '2026-11-02 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"opportunity_number": "OPP-2026-0002", "party_id": "00000001-0000-7000-8000-000000000046", "source": "fair", "stage": "prospecting"}'),
	('harbour', '00000001-0000-7000-8000-00000000004f:analytics', 'opportunity.stage_changed', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000034', '{"from_stage": "offer", "pipeline_id": "00000001-0000-7000-8000-00000000000d", "seconds_in_stage": 259620, "to_stage": "signed"}'),
	('harbour', '00000001-0000-7000-8000-000000000050:analytics', 'opportunity.won', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000034', '{"assigned_to": "mara", "quotation_id": "00000001-0000-7000-8000-00000000004d", "source": "fair", "value_currency": "JPY", "value_minor": 100001}'),
	('harbour', '00000001-0000-7000-8000-000000000053:analytics', 'opportunity.ordered', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000034', '{"order_id": "00000001-0000-7000-8000-000000000052"}'),
	('harbour', '00000001-0000-7000-8000-000000000056:analytics', 'opportunity.stage_changed', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"from_stage": "prospecting", "pipeline_id": "00000001-0000-7000-8000-000000000007", "seconds_in_stage": 259200, "to_stage": "closed_lost"}'),
	('harbour', '00000001-0000-7000-8000-000000000057:analytics', 'opportunity.lost', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"assigned_to": "mara"}'),
	('harbour', '00000001-0000-7000-8000-00000000005a:analytics', 'opportunity.stage_changed', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"from_stage": "closed_lost", "pipeline_id": "00000001-0000-7000-8000-000000000007", "seconds_in_stage": 0, "to_stage": "prospecting"}'),
	('harbour', '00000001-0000-7000-8000-00000000005b:analytics', 'opportunity.reopened', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"count": 1}'),
	('harbour', '00000001-0000-7000-8000-00000000005d:analytics', 'opportunity.stage_changed', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"from_stage": "prospecting", "pipeline_id": "00000001-0000-7000-8000-000000000007", "seconds_in_stage": 0, "to_stage": "closed_lost"}'),
	('harbour', '00000001-0000-7000-8000-00000000005e:analytics', 'opportunity.lost', '2026-11-05 09:14:00+00', 'opportunity', '00000001-0000-7000-8000-000000000044', '{"assigned_to": "mara"}'),
	('harbour', '00000001-0000-7000-8000-000000000061:analytics', 'lead.created', '2026-11-05 09:21:00+00', 'lead', '00000001-0000-7000-8000-000000000060', '{"lead_number": "LEAD-2026-0003", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-000000000062:analytics', 'lead.disqualified', '2026-11-05 09:21:00+00', 'lead', '00000001-0000-7000-8000-000000000060', '{}'),
	('harbour', '00000001-0000-7000-8000-000000000063:analytics', 'lead.reopened', '2026-11-05 09:21:00+00', 'lead', '00000001-0000-7000-8000-000000000060', '{"count": 1}'),
	('harbour', '00000001-0000-7000-8000-000000000065:analytics', 'lead.created', '2026-11-05 09:28:00+00', 'lead', '00000001-0000-7000-8000-000000000064', '{"lead_number": "LEAD-2026-0004", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-000000000067:analytics', 'lead.created', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000066', '{"lead_number": "LEAD-2026-0005", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-00000000006a:analytics', 'lead.assigned', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000064', '{"assigned_to": "theo"}'),
	('harbour', '00000001-0000-7000-8000-00000000006f:analytics', 'lead.assigned', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000060', '{"assigned_to": "theo"}'),
	('harbour', '00000001-0000-7000-8000-000000000073:analytics', 'lead.disqualified', '2026-11-05 09:35:00+00', 'lead', '00000001-0000-7000-8000-000000000064', '{}'),
	('harbour', '00000001-0000-7000-8000-000000000075:analytics', 'activity.logged', '2026-11-05 09:35:00+00', 'activity', '00000001-0000-7000-8000-000000000074', '{"activity_type": "task", "related_id": "00000001-0000-7000-8000-000000000060", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000077:analytics', 'activity.logged', '2026-11-05 09:35:00+00', 'activity', '00000001-0000-7000-8000-000000000076', '{"activity_type": "task", "related_id": "00000001-0000-7000-8000-000000000060", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000078:analytics', 'activity.completed', '2026-11-05 09:35:00+00', 'activity', '00000001-0000-7000-8000-000000000076', '{"related_id": "00000001-0000-7000-8000-000000000060", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000091:analytics', 'lead.created', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', '{"lead_number": "LEAD-2026-0006", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-000000000092:analytics', 'lead.contacted', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', '{}'),
	('harbour', '00000001-0000-7000-8000-000000000094:analytics', 'activity.logged', '2026-11-05 09:49:00+00', 'activity', '00000001-0000-7000-8000-000000000093', '{"activity_type": "meeting", "related_id": "00000001-0000-7000-8000-000000000090", "related_kind": "lead"}'),
	('harbour', '00000001-0000-7000-8000-000000000095:analytics', 'lead.scored', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', '{"after": 59, "before": 0}'),
	('harbour', '00000001-0000-7000-8000-00000000009b:analytics', 'lead.qualified', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', '{"score": 59}'),
	('harbour', '00000001-0000-7000-8000-00000000009d:analytics', 'lead.converted', '2026-11-05 09:49:00+00', 'lead', '00000001-0000-7000-8000-000000000090', '{"currency": "EUR", "opportunity_id": "00000001-0000-7000-8000-000000000097", "source": "fair", "value_minor": 600006}'),
	('harbour', '00000001-0000-7000-8000-00000000009e:analytics', 'opportunity.created', '2026-11-05 09:49:00+00', 'opportunity', '00000001-0000-7000-8000-000000000097', '{"opportunity_number": "OPP-2026-0003", "party_id": "00000001-0000-7000-8000-000000000099", "source": "fair", "stage": "prospecting"}'),
	('north', '00000001-0000-7000-8000-000000000081:analytics', 'lead.created', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', '{"lead_number": "LEAD-2026-0001", "source": "fair"}'),
	('north', '00000001-0000-7000-8000-000000000082:analytics', 'lead.contacted', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', '{}'),
	('north', '00000001-0000-7000-8000-000000000084:analytics', 'activity.logged', '2026-11-05 09:42:00+00', 'activity', '00000001-0000-7000-8000-000000000083', '{"activity_type": "meeting", "related_id": "00000001-0000-7000-8000-000000000080", "related_kind": "lead"}'),
	('north', '00000001-0000-7000-8000-000000000085:analytics', 'lead.scored', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', '{"after": 59, "before": 0}'),
	('north', '00000001-0000-7000-8000-00000000008b:analytics', 'lead.qualified', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', '{"score": 59}'),
	('north', '00000001-0000-7000-8000-00000000008d:analytics', 'lead.converted', '2026-11-05 09:42:00+00', 'lead', '00000001-0000-7000-8000-000000000080', '{"currency": "CHF", "opportunity_id": "00000001-0000-7000-8000-000000000087", "source": "fair", "value_minor": 100001}'),
	('north', '00000001-0000-7000-8000-00000000008e:analytics', 'opportunity.created', '2026-11-05 09:42:00+00', 'opportunity', '00000001-0000-7000-8000-000000000087', '{"opportunity_number": "OPP-2026-0001", "party_id": "00000001-0000-7000-8000-000000000089", "source": "fair", "stage": "prospecting"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a1:analytics', 'journey.milestone_reached', '2026-11-02 09:07:00+00', 'journey', '00000001-0000-7000-8000-0000000000a0', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000002d", "party_id": "00000001-0000-7000-8000-000000000036", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a2:analytics', 'journey.milestone_reached', '2026-11-02 09:07:00+00', 'journey', '00000001-0000-7000-8000-0000000000a0', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000002d", "party_id": "00000001-0000-7000-8000-000000000036", "run": 1, "step_name": "qualification", "step_type": "qualification"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a5:analytics', 'journey.milestone_reached', '2026-11-02 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a4', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000003d", "party_id": "00000001-0000-7000-8000-000000000046", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a6:analytics', 'journey.milestone_reached', '2026-11-02 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a4', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000003d", "party_id": "00000001-0000-7000-8000-000000000046", "run": 1, "step_name": "qualification", "step_type": "qualification"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a8:analytics', 'journey.milestone_reached', '2026-11-05 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a0', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000002d", "party_id": "00000001-0000-7000-8000-000000000036", "run": 1, "step_name": "closed", "step_type": "closed"}'),
	('harbour', '00000001-0000-7000-8000-0000000000a9:analytics', 'journey.completed', '2026-11-05 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a0', '{"journey_name": "sales", "run": 1}'),
	('harbour', '00000001-0000-7000-8000-0000000000ac:analytics', 'journey.milestone_reached', '2026-11-05 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a4', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-00000000003d", "party_id": "00000001-0000-7000-8000-000000000046", "run": 1, "step_name": "closed", "step_type": "closed"}'),
	('harbour', '00000001-0000-7000-8000-0000000000ad:analytics', 'journey.abandoned', '2026-11-05 09:14:00+00', 'journey', '00000001-0000-7000-8000-0000000000a4', '{"journey_name": "sales", "last_step": "closed", "run": 1}'),
	('harbour', '00000001-0000-7000-8000-0000000000b3:analytics', 'journey.milestone_reached', '2026-11-05 09:21:00+00', 'journey', '00000001-0000-7000-8000-0000000000b2', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000060", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000b4:analytics', 'journey.abandoned', '2026-11-05 09:21:00+00', 'journey', '00000001-0000-7000-8000-0000000000b2', '{"journey_name": "sales", "last_step": "lead_capture", "run": 1}'),
	('harbour', '00000001-0000-7000-8000-0000000000b6:analytics', 'journey.milestone_reached', '2026-11-05 09:28:00+00', 'journey', '00000001-0000-7000-8000-0000000000b5', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000064", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000b8:analytics', 'journey.milestone_reached', '2026-11-05 09:35:00+00', 'journey', '00000001-0000-7000-8000-0000000000b7', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000066", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000bd:analytics', 'journey.abandoned', '2026-11-05 09:35:00+00', 'journey', '00000001-0000-7000-8000-0000000000b5', '{"journey_name": "sales", "last_step": "lead_capture", "run": 1}'),
	('harbour', '00000001-0000-7000-8000-0000000000bf:analytics', 'journey.milestone_reached', '2026-11-05 09:49:00+00', 'journey', '00000001-0000-7000-8000-0000000000be', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000090", "party_id": "00000001-0000-7000-8000-000000000099", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('harbour', '00000001-0000-7000-8000-0000000000c0:analytics', 'journey.milestone_reached', '2026-11-05 09:49:00+00', 'journey', '00000001-0000-7000-8000-0000000000be', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000090", "party_id": "00000001-0000-7000-8000-000000000099", "run": 1, "step_name": "qualification", "step_type": "qualification"}'),
	('north', '00000001-0000-7000-8000-0000000000c3:analytics', 'journey.milestone_reached', '2026-11-05 09:42:00+00', 'journey', '00000001-0000-7000-8000-0000000000c2', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000080", "party_id": "00000001-0000-7000-8000-000000000089", "run": 1, "step_name": "lead capture", "step_type": "lead_capture"}'),
	('north', '00000001-0000-7000-8000-0000000000c4:analytics', 'journey.milestone_reached', '2026-11-05 09:42:00+00', 'journey', '00000001-0000-7000-8000-0000000000c2', '{"journey_name": "sales", "lead_id": "00000001-0000-7000-8000-000000000080", "party_id": "00000001-0000-7000-8000-000000000089", "run": 1, "step_name": "qualification", "step_type": "qualification"}'),
	('harbour', '00000001-0000-7000-8000-0000000000c7:analytics', 'lead.created', '2026-11-30 08:07:00+00', 'lead', '00000001-0000-7000-8000-0000000000c6', '{"lead_number": "LEAD-2026-0007", "source": "fair"}'),
	('harbour', '00000001-0000-7000-8000-0000000000ca:analytics', 'activity.logged', '2026-11-30 08:07:00+00', 'activity', '00000001-0000-7000-8000-0000000000c9', '{"activity_type": "meeting", "related_id": "00000001-0000-7000-8000-0000000000c6", "related_kind": "lead"}');


--
-- Data for Name: crm_webhooks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_webhooks VALUES
	('harbour', '00000001-0000-7000-8000-000000000015', 'http://127.0.0.1:9/hook', '["lead.created", "opportunity.won"]', 'active', NULL, 0, 'sealed:1:5a3770e9bc5b:/2cQL9tUPfttcmgtmQBDbUIHdSl4S3bIoTbmUjWqLpgZXKYvvchHRDsso7W6wiv9wT01pA5NJfxp3r+gF5CztSfYdJcrPvnZdIEXFO4u', 'sealed:1:5a3770e9bc5b:QJ3I/y3364wBP/h1ONu5eYXS91YFyz2QDe8dccZpzWpkOa6AGuduT6SHemkokxMuKsjoCkkHBYfyFoxlBOH63GZMbQYi6G7OHaG4ibdR', '2026-11-03 09:00:00+00', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00'),
	('harbour', '00000001-0000-7000-8000-000000000016', 'https://example.com/former', '["*"]', 'disabled', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 0, 'sealed:1:5a3770e9bc5b:dRv0u+3+VeRfQUvuqdfGXKkBOAWvlDPr5KdtlZ3MDhkQTLCT9TFTBJNaPVA7xfEsGQqOh0Y7524UBTyPceKXy6kJ8uOoMSj0v9LVpEvY', NULL, NULL, '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00'),
	('north', '00000001-0000-7000-8000-00000000002b', 'http://127.0.0.1:9/hook', '["lead.created", "opportunity.won"]', 'active', NULL, 0, 'sealed:1:5a3770e9bc5b:AkFfNNxXmRGTTKxUV28VSh37KvtnNj779zpe9vPrC/fyGtrhcc6TJZI4UA026++R5xMQiRrsDWNZilywkOQyK9dsDZG51vAjv9hErbE2', 'sealed:1:5a3770e9bc5b:6cQK/IMf+Zp811ErRT2chVHpvFzSZKmdX8NyLEUG3GwzcNctmPOe3zIhUKv88YIXkzzHZ1hz12gzBPYiWlKZe1vy0tPbrz6ypboryk6g', '2026-11-03 09:00:00+00', '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00'),
	('north', '00000001-0000-7000-8000-00000000002c', 'https://example.com/former', '["*"]', 'disabled', 'O''Brien & "Söhne" \ 100 % 🚢🦀
''); -- not the end;
	$$ {} :name %s
last line', 0, 'sealed:1:5a3770e9bc5b:kiVQMy+xZsKcTxU3wzdH6pQ6Px+hz91+eMwIQdpV9GSxWXbGgAmhOCYqhlksNXlxSqoMeybZLL9VamHga2GIkT0Sqh6zSgNEWgkcn6c8', NULL, NULL, '2026-11-02 09:00:00+00', '2026-11-02 09:00:00+00');


--
-- Data for Name: crm_workers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.crm_workers VALUES
	('01a22c6d-acc1-70ab-ba56-9d9b880210fc', 'command', 'office', 29630, 1, '2026-11-30 12:28:34.884724+00', '2026-11-30 12:28:37.001472+00');


--
-- Name: application_versions application_versions_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.application_versions
    ADD CONSTRAINT application_versions_pkey PRIMARY KEY (version_id);


--
-- Name: application_versions application_versions_version_name_key; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.application_versions
    ADD CONSTRAINT application_versions_version_name_key UNIQUE (version_name);


--
-- Name: dbos_migrations dbos_migrations_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.dbos_migrations
    ADD CONSTRAINT dbos_migrations_pkey PRIMARY KEY (version);


--
-- Name: event_dispatch_kv event_dispatch_kv_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.event_dispatch_kv
    ADD CONSTRAINT event_dispatch_kv_pkey PRIMARY KEY (service_name, workflow_fn_name, key);


--
-- Name: notifications notifications_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.notifications
    ADD CONSTRAINT notifications_pkey PRIMARY KEY (message_uuid);


--
-- Name: operation_outputs operation_outputs_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.operation_outputs
    ADD CONSTRAINT operation_outputs_pkey PRIMARY KEY (workflow_uuid, function_id);


--
-- Name: queues queues_name_key; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.queues
    ADD CONSTRAINT queues_name_key UNIQUE (name);


--
-- Name: queues queues_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.queues
    ADD CONSTRAINT queues_pkey PRIMARY KEY (queue_id);


--
-- Name: streams streams_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.streams
    ADD CONSTRAINT streams_pkey PRIMARY KEY (workflow_uuid, key, "offset");


--
-- Name: workflow_events_history workflow_events_history_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_events_history
    ADD CONSTRAINT workflow_events_history_pkey PRIMARY KEY (workflow_uuid, function_id, key);


--
-- Name: workflow_events workflow_events_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_events
    ADD CONSTRAINT workflow_events_pkey PRIMARY KEY (workflow_uuid, key);


--
-- Name: workflow_input workflow_input_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_input
    ADD CONSTRAINT workflow_input_pkey PRIMARY KEY (workflow_uuid);


--
-- Name: workflow_output workflow_output_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_output
    ADD CONSTRAINT workflow_output_pkey PRIMARY KEY (workflow_uuid);


--
-- Name: workflow_schedules workflow_schedules_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_schedules
    ADD CONSTRAINT workflow_schedules_pkey PRIMARY KEY (schedule_id);


--
-- Name: workflow_schedules workflow_schedules_schedule_name_key; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_schedules
    ADD CONSTRAINT workflow_schedules_schedule_name_key UNIQUE (schedule_name);


--
-- Name: workflow_status workflow_status_pkey; Type: CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_status
    ADD CONSTRAINT workflow_status_pkey PRIMARY KEY (workflow_uuid);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: crm_activities pk_crm_activities; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_activities
    ADD CONSTRAINT pk_crm_activities PRIMARY KEY (tenant_id, id);


--
-- Name: crm_bookmarks pk_crm_bookmarks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_bookmarks
    ADD CONSTRAINT pk_crm_bookmarks PRIMARY KEY (tenant_id, name);


--
-- Name: crm_configuration_versions pk_crm_configuration_versions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_configuration_versions
    ADD CONSTRAINT pk_crm_configuration_versions PRIMARY KEY (tenant_id);


--
-- Name: crm_customer_journeys pk_crm_customer_journeys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customer_journeys
    ADD CONSTRAINT pk_crm_customer_journeys PRIMARY KEY (tenant_id, id);


--
-- Name: crm_customer_links pk_crm_customer_links; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customer_links
    ADD CONSTRAINT pk_crm_customer_links PRIMARY KEY (tenant_id, customer_id, opportunity_id);


--
-- Name: crm_customers pk_crm_customers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customers
    ADD CONSTRAINT pk_crm_customers PRIMARY KEY (tenant_id, id);


--
-- Name: crm_decisions pk_crm_decisions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_decisions
    ADD CONSTRAINT pk_crm_decisions PRIMARY KEY (tenant_id, id);


--
-- Name: crm_encryption_keys pk_crm_encryption_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_encryption_keys
    ADD CONSTRAINT pk_crm_encryption_keys PRIMARY KEY (id);


--
-- Name: crm_entity_counters pk_crm_entity_counters; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_entity_counters
    ADD CONSTRAINT pk_crm_entity_counters PRIMARY KEY (tenant_id, entity_kind, entity_id);


--
-- Name: crm_history pk_crm_history; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_history
    ADD CONSTRAINT pk_crm_history PRIMARY KEY (tenant_id, entity_kind, entity_id, sequence);


--
-- Name: crm_inbox_messages pk_crm_inbox_messages; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_inbox_messages
    ADD CONSTRAINT pk_crm_inbox_messages PRIMARY KEY (tenant_id, id);


--
-- Name: crm_integration_runs pk_crm_integration_runs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_integration_runs
    ADD CONSTRAINT pk_crm_integration_runs PRIMARY KEY (tenant_id, id);


--
-- Name: crm_journey_steps pk_crm_journey_steps; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_journey_steps
    ADD CONSTRAINT pk_crm_journey_steps PRIMARY KEY (tenant_id, journey_id, step_order);


--
-- Name: crm_lead_scoring_models pk_crm_lead_scoring_models; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_lead_scoring_models
    ADD CONSTRAINT pk_crm_lead_scoring_models PRIMARY KEY (tenant_id, version);


--
-- Name: crm_lead_scoring_rules pk_crm_lead_scoring_rules; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_lead_scoring_rules
    ADD CONSTRAINT pk_crm_lead_scoring_rules PRIMARY KEY (tenant_id, version, "position");


--
-- Name: crm_lead_scoring_weights pk_crm_lead_scoring_weights; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_lead_scoring_weights
    ADD CONSTRAINT pk_crm_lead_scoring_weights PRIMARY KEY (tenant_id, version, "position");


--
-- Name: crm_leads pk_crm_leads; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_leads
    ADD CONSTRAINT pk_crm_leads PRIMARY KEY (tenant_id, id);


--
-- Name: crm_live_positions pk_crm_live_positions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_live_positions
    ADD CONSTRAINT pk_crm_live_positions PRIMARY KEY (tenant_id);


--
-- Name: crm_live_updates pk_crm_live_updates; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_live_updates
    ADD CONSTRAINT pk_crm_live_updates PRIMARY KEY (tenant_id, sequence);


--
-- Name: crm_loop_failures pk_crm_loop_failures; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_loop_failures
    ADD CONSTRAINT pk_crm_loop_failures PRIMARY KEY (process, loop);


--
-- Name: crm_notification_addresses pk_crm_notification_addresses; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_notification_addresses
    ADD CONSTRAINT pk_crm_notification_addresses PRIMARY KEY (tenant_id, id);


--
-- Name: crm_notification_preferences pk_crm_notification_preferences; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_notification_preferences
    ADD CONSTRAINT pk_crm_notification_preferences PRIMARY KEY (tenant_id, user_id);


--
-- Name: crm_notification_schedule pk_crm_notification_schedule; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_notification_schedule
    ADD CONSTRAINT pk_crm_notification_schedule PRIMARY KEY (tenant_id, delivery_id, message_id);


--
-- Name: crm_numbers pk_crm_numbers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_numbers
    ADD CONSTRAINT pk_crm_numbers PRIMARY KEY (tenant_id, kind, year);


--
-- Name: crm_opportunities pk_crm_opportunities; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_opportunities
    ADD CONSTRAINT pk_crm_opportunities PRIMARY KEY (tenant_id, id);


--
-- Name: crm_orders pk_crm_orders; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_orders
    ADD CONSTRAINT pk_crm_orders PRIMARY KEY (tenant_id, id);


--
-- Name: crm_outbox pk_crm_outbox; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_outbox
    ADD CONSTRAINT pk_crm_outbox PRIMARY KEY (tenant_id, id);


--
-- Name: crm_people pk_crm_people; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_people
    ADD CONSTRAINT pk_crm_people PRIMARY KEY (tenant_id, id);


--
-- Name: crm_pipeline_stages pk_crm_pipeline_stages; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipeline_stages
    ADD CONSTRAINT pk_crm_pipeline_stages PRIMARY KEY (tenant_id, id);


--
-- Name: crm_pipelines pk_crm_pipelines; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipelines
    ADD CONSTRAINT pk_crm_pipelines PRIMARY KEY (tenant_id, id);


--
-- Name: crm_policies pk_crm_policies; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_policies
    ADD CONSTRAINT pk_crm_policies PRIMARY KEY (tenant_id, digest);


--
-- Name: crm_quotation_lines pk_crm_quotation_lines; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_quotation_lines
    ADD CONSTRAINT pk_crm_quotation_lines PRIMARY KEY (tenant_id, quotation_id, "position");


--
-- Name: crm_quotations pk_crm_quotations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_quotations
    ADD CONSTRAINT pk_crm_quotations PRIMARY KEY (tenant_id, id);


--
-- Name: crm_routing_counters pk_crm_routing_counters; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_routing_counters
    ADD CONSTRAINT pk_crm_routing_counters PRIMARY KEY (tenant_id);


--
-- Name: crm_routing_queue pk_crm_routing_queue; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_routing_queue
    ADD CONSTRAINT pk_crm_routing_queue PRIMARY KEY (tenant_id, lead_id);


--
-- Name: crm_routing_rules pk_crm_routing_rules; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_routing_rules
    ADD CONSTRAINT pk_crm_routing_rules PRIMARY KEY (tenant_id, version);


--
-- Name: crm_routing_turns pk_crm_routing_turns; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_routing_turns
    ADD CONSTRAINT pk_crm_routing_turns PRIMARY KEY (tenant_id, pool, user_id);


--
-- Name: crm_runs pk_crm_runs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_runs
    ADD CONSTRAINT pk_crm_runs PRIMARY KEY (tenant_id, process_id);


--
-- Name: crm_schema pk_crm_schema; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_schema
    ADD CONSTRAINT pk_crm_schema PRIMARY KEY (id);


--
-- Name: crm_sources pk_crm_sources; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_sources
    ADD CONSTRAINT pk_crm_sources PRIMARY KEY (tenant_id, id);


--
-- Name: crm_stage_moves pk_crm_stage_moves; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_stage_moves
    ADD CONSTRAINT pk_crm_stage_moves PRIMARY KEY (tenant_id, id);


--
-- Name: crm_tracked_events pk_crm_tracked_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_tracked_events
    ADD CONSTRAINT pk_crm_tracked_events PRIMARY KEY (tenant_id, delivery_id);


--
-- Name: crm_webhooks pk_crm_webhooks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_webhooks
    ADD CONSTRAINT pk_crm_webhooks PRIMARY KEY (tenant_id, id);


--
-- Name: crm_workers pk_crm_workers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_workers
    ADD CONSTRAINT pk_crm_workers PRIMARY KEY (id);


--
-- Name: crm_customer_journeys uq_crm_customer_journeys_tenant_id_journey_key_journey_name_run; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customer_journeys
    ADD CONSTRAINT uq_crm_customer_journeys_tenant_id_journey_key_journey_name_run UNIQUE (tenant_id, journey_key, journey_name, run);


--
-- Name: crm_customers uq_crm_customers_tenant_id_creation_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customers
    ADD CONSTRAINT uq_crm_customers_tenant_id_creation_key UNIQUE (tenant_id, creation_key);


--
-- Name: crm_customers uq_crm_customers_tenant_id_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customers
    ADD CONSTRAINT uq_crm_customers_tenant_id_email_key UNIQUE (tenant_id, email_key);


--
-- Name: crm_decisions uq_crm_decisions_tenant_id_entity_kind_entity_id_sequence; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_decisions
    ADD CONSTRAINT uq_crm_decisions_tenant_id_entity_kind_entity_id_sequence UNIQUE (tenant_id, entity_kind, entity_id, sequence);


--
-- Name: crm_inbox_messages uq_crm_inbox_messages_tenant_id_user_id_delivery_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_inbox_messages
    ADD CONSTRAINT uq_crm_inbox_messages_tenant_id_user_id_delivery_id UNIQUE (tenant_id, user_id, delivery_id);


--
-- Name: crm_leads uq_crm_leads_tenant_id_external_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_leads
    ADD CONSTRAINT uq_crm_leads_tenant_id_external_id UNIQUE (tenant_id, external_id);


--
-- Name: crm_leads uq_crm_leads_tenant_id_lead_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_leads
    ADD CONSTRAINT uq_crm_leads_tenant_id_lead_number UNIQUE (tenant_id, lead_number);


--
-- Name: crm_live_updates uq_crm_live_updates_tenant_id_delivery_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_live_updates
    ADD CONSTRAINT uq_crm_live_updates_tenant_id_delivery_id UNIQUE (tenant_id, delivery_id);


--
-- Name: crm_opportunities uq_crm_opportunities_tenant_id_converted_lead_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_opportunities
    ADD CONSTRAINT uq_crm_opportunities_tenant_id_converted_lead_id UNIQUE (tenant_id, converted_lead_id);


--
-- Name: crm_opportunities uq_crm_opportunities_tenant_id_opportunity_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_opportunities
    ADD CONSTRAINT uq_crm_opportunities_tenant_id_opportunity_number UNIQUE (tenant_id, opportunity_number);


--
-- Name: crm_orders uq_crm_orders_tenant_id_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_orders
    ADD CONSTRAINT uq_crm_orders_tenant_id_number UNIQUE (tenant_id, number);


--
-- Name: crm_orders uq_crm_orders_tenant_id_quotation_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_orders
    ADD CONSTRAINT uq_crm_orders_tenant_id_quotation_id UNIQUE (tenant_id, quotation_id);


--
-- Name: crm_pipeline_stages uq_crm_pipeline_stages_tenant_id_pipeline_id_display_order; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipeline_stages
    ADD CONSTRAINT uq_crm_pipeline_stages_tenant_id_pipeline_id_display_order UNIQUE (tenant_id, pipeline_id, display_order);


--
-- Name: crm_pipeline_stages uq_crm_pipeline_stages_tenant_id_pipeline_id_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipeline_stages
    ADD CONSTRAINT uq_crm_pipeline_stages_tenant_id_pipeline_id_name UNIQUE (tenant_id, pipeline_id, name);


--
-- Name: crm_pipelines uq_crm_pipelines_tenant_id_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipelines
    ADD CONSTRAINT uq_crm_pipelines_tenant_id_name UNIQUE (tenant_id, name);


--
-- Name: crm_quotations uq_crm_quotations_tenant_id_creation_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_quotations
    ADD CONSTRAINT uq_crm_quotations_tenant_id_creation_key UNIQUE (tenant_id, creation_key);


--
-- Name: crm_quotations uq_crm_quotations_tenant_id_number; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_quotations
    ADD CONSTRAINT uq_crm_quotations_tenant_id_number UNIQUE (tenant_id, number);


--
-- Name: crm_sources uq_crm_sources_tenant_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_sources
    ADD CONSTRAINT uq_crm_sources_tenant_id_key UNIQUE (tenant_id, key);


--
-- Name: idx_application_versions_owner_timestamp; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_application_versions_owner_timestamp ON dbos.application_versions USING btree (application_name, version_timestamp DESC);


--
-- Name: idx_application_versions_timestamp; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_application_versions_timestamp ON dbos.application_versions USING btree (version_timestamp DESC);


--
-- Name: idx_operation_outputs_completed_at_function_name_v2; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_operation_outputs_completed_at_function_name_v2 ON dbos.operation_outputs USING btree (completed_at_epoch_ms, function_name) INCLUDE (application_name);


--
-- Name: idx_operation_outputs_retention; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_operation_outputs_retention ON dbos.operation_outputs USING btree (retention_timestamp);


--
-- Name: idx_workflow_input_retention; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_input_retention ON dbos.workflow_input USING btree (retention_timestamp);


--
-- Name: idx_workflow_output_retention; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_output_retention ON dbos.workflow_output USING btree (retention_timestamp);


--
-- Name: idx_workflow_status_attributes; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_attributes ON dbos.workflow_status USING gin (attributes) WHERE (attributes IS NOT NULL);


--
-- Name: idx_workflow_status_completed_at; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_completed_at ON dbos.workflow_status USING btree (completed_at) WHERE (completed_at IS NOT NULL);


--
-- Name: idx_workflow_status_deadline; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_deadline ON dbos.workflow_status USING btree (workflow_deadline_epoch_ms) WHERE ((status = ANY (ARRAY['ENQUEUED'::text, 'PENDING'::text, 'DELAYED'::text])) AND (workflow_deadline_epoch_ms IS NOT NULL));


--
-- Name: idx_workflow_status_delayed; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_delayed ON dbos.workflow_status USING btree (delay_until_epoch_ms) WHERE (status = 'DELAYED'::text);


--
-- Name: idx_workflow_status_failed; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_failed ON dbos.workflow_status USING btree (status, created_at) WHERE (status = ANY (ARRAY['ERROR'::text, 'CANCELLED'::text, 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'::text]));


--
-- Name: idx_workflow_status_forked_from; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_forked_from ON dbos.workflow_status USING btree (forked_from) WHERE (forked_from IS NOT NULL);


--
-- Name: idx_workflow_status_in_flight_v2; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_in_flight_v2 ON dbos.workflow_status USING btree (queue_name, status, priority, created_at) INCLUDE (application_name) WHERE (status = ANY (ARRAY['ENQUEUED'::text, 'PENDING'::text]));


--
-- Name: idx_workflow_status_parent_workflow_id; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_parent_workflow_id ON dbos.workflow_status USING btree (parent_workflow_id) WHERE (parent_workflow_id IS NOT NULL);


--
-- Name: idx_workflow_status_partition_dequeue_v3; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_partition_dequeue_v3 ON dbos.workflow_status USING btree (queue_name, status, queue_partition_key, priority, created_at, workflow_uuid) INCLUDE (application_name) WHERE ((status = ANY (ARRAY['ENQUEUED'::text, 'PENDING'::text])) AND (queue_partition_key IS NOT NULL));


--
-- Name: idx_workflow_status_pending; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_pending ON dbos.workflow_status USING btree (created_at) WHERE (status = 'PENDING'::text);


--
-- Name: idx_workflow_status_rate_limited; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_rate_limited ON dbos.workflow_status USING btree (queue_name, started_at_epoch_ms) WHERE (rate_limited = true);


--
-- Name: idx_workflow_status_schedule_name; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_schedule_name ON dbos.workflow_status USING btree (schedule_name) WHERE (schedule_name IS NOT NULL);


--
-- Name: idx_workflow_status_started_at; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_status_started_at ON dbos.workflow_status USING btree (started_at_epoch_ms) WHERE (started_at_epoch_ms IS NOT NULL);


--
-- Name: idx_workflow_topic; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX idx_workflow_topic ON dbos.notifications USING btree (destination_uuid, topic);


--
-- Name: uq_application_versions_owner_version; Type: INDEX; Schema: dbos; Owner: -
--

CREATE UNIQUE INDEX uq_application_versions_owner_version ON dbos.application_versions USING btree (application_name, version_name) WHERE (application_name IS NOT NULL);


--
-- Name: uq_application_versions_unclaimed_version; Type: INDEX; Schema: dbos; Owner: -
--

CREATE UNIQUE INDEX uq_application_versions_unclaimed_version ON dbos.application_versions USING btree (version_name) WHERE (application_name IS NULL);


--
-- Name: uq_workflow_status_dedup_id; Type: INDEX; Schema: dbos; Owner: -
--

CREATE UNIQUE INDEX uq_workflow_status_dedup_id ON dbos.workflow_status USING btree (queue_name, deduplication_id) WHERE (deduplication_id IS NOT NULL);


--
-- Name: workflow_status_created_at_index; Type: INDEX; Schema: dbos; Owner: -
--

CREATE INDEX workflow_status_created_at_index ON dbos.workflow_status USING btree (created_at);


--
-- Name: ix_crm_activities_due; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_activities_due ON public.crm_activities USING btree (tenant_id, due_date, completed_at) WHERE (completed_at IS NULL);


--
-- Name: ix_crm_activities_related; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_activities_related ON public.crm_activities USING btree (tenant_id, related_entity_type, related_entity_id, id);


--
-- Name: ix_crm_activities_tenant_id_assigned_to_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_activities_tenant_id_assigned_to_id ON public.crm_activities USING btree (tenant_id, assigned_to, id);


--
-- Name: ix_crm_customer_journeys_tenant_id_lead_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_customer_journeys_tenant_id_lead_id ON public.crm_customer_journeys USING btree (tenant_id, lead_id);


--
-- Name: ix_crm_customer_journeys_tenant_id_party_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_customer_journeys_tenant_id_party_id ON public.crm_customer_journeys USING btree (tenant_id, party_id);


--
-- Name: ix_crm_inbox_messages_tenant_id_user_id_position; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_inbox_messages_tenant_id_user_id_position ON public.crm_inbox_messages USING btree (tenant_id, user_id, "position");


--
-- Name: ix_crm_inbox_messages_tenant_id_user_id_read_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_inbox_messages_tenant_id_user_id_read_at ON public.crm_inbox_messages USING btree (tenant_id, user_id, read_at);


--
-- Name: ix_crm_leads_assigned; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_assigned ON public.crm_leads USING btree (tenant_id, assigned_at, assigned_to);


--
-- Name: ix_crm_leads_tenant_id_assigned_to_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_tenant_id_assigned_to_id ON public.crm_leads USING btree (tenant_id, assigned_to, id);


--
-- Name: ix_crm_leads_tenant_id_assigned_to_status_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_tenant_id_assigned_to_status_id ON public.crm_leads USING btree (tenant_id, assigned_to, status, id);


--
-- Name: ix_crm_leads_tenant_id_email_key_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_tenant_id_email_key_id ON public.crm_leads USING btree (tenant_id, email_key, id);


--
-- Name: ix_crm_leads_tenant_id_score_total; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_tenant_id_score_total ON public.crm_leads USING btree (tenant_id, score_total);


--
-- Name: ix_crm_leads_tenant_id_status_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_leads_tenant_id_status_id ON public.crm_leads USING btree (tenant_id, status, id);


--
-- Name: ix_crm_live_updates_tenant_id_created_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_live_updates_tenant_id_created_at ON public.crm_live_updates USING btree (tenant_id, created_at);


--
-- Name: ix_crm_notification_addresses_tenant_id_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_notification_addresses_tenant_id_user_id ON public.crm_notification_addresses USING btree (tenant_id, user_id);


--
-- Name: ix_crm_notification_schedule_tenant_id_user_id_channel_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_notification_schedule_tenant_id_user_id_channel_at ON public.crm_notification_schedule USING btree (tenant_id, user_id, channel, at);


--
-- Name: ix_crm_opportunities_board; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_board ON public.crm_opportunities USING btree (tenant_id, pipeline_id, stage, outcome, currency_code, probability_basis_points, expected_revenue_minor, actual_value_minor);


--
-- Name: ix_crm_opportunities_tenant_id_actual_close_date; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_actual_close_date ON public.crm_opportunities USING btree (tenant_id, actual_close_date);


--
-- Name: ix_crm_opportunities_tenant_id_assigned_to_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_assigned_to_id ON public.crm_opportunities USING btree (tenant_id, assigned_to, id);


--
-- Name: ix_crm_opportunities_tenant_id_expected_close_date; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_expected_close_date ON public.crm_opportunities USING btree (tenant_id, expected_close_date);


--
-- Name: ix_crm_opportunities_tenant_id_lead_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_lead_id_id ON public.crm_opportunities USING btree (tenant_id, lead_id, id);


--
-- Name: ix_crm_opportunities_tenant_id_outcome_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_outcome_id ON public.crm_opportunities USING btree (tenant_id, outcome, id);


--
-- Name: ix_crm_opportunities_tenant_id_party_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_party_id_id ON public.crm_opportunities USING btree (tenant_id, party_id, id);


--
-- Name: ix_crm_opportunities_tenant_id_stage_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_opportunities_tenant_id_stage_id ON public.crm_opportunities USING btree (tenant_id, stage, id);


--
-- Name: ix_crm_orders_tenant_id_opportunity_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_orders_tenant_id_opportunity_id ON public.crm_orders USING btree (tenant_id, opportunity_id);


--
-- Name: ix_crm_outbox_order; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_outbox_order ON public.crm_outbox USING btree (tenant_id, entity_kind, entity_id, sequence) WHERE ((state)::text = 'pending'::text);


--
-- Name: ix_crm_outbox_state_available_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_outbox_state_available_at ON public.crm_outbox USING btree (state, available_at);


--
-- Name: ix_crm_outbox_tenant_id_destination_sequence; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_outbox_tenant_id_destination_sequence ON public.crm_outbox USING btree (tenant_id, destination, sequence);


--
-- Name: ix_crm_people_tenant_id_team; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_people_tenant_id_team ON public.crm_people USING btree (tenant_id, team);


--
-- Name: ix_crm_quotations_tenant_id_opportunity_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_quotations_tenant_id_opportunity_id ON public.crm_quotations USING btree (tenant_id, opportunity_id);


--
-- Name: ix_crm_routing_queue_tenant_id_queue; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_routing_queue_tenant_id_queue ON public.crm_routing_queue USING btree (tenant_id, queue);


--
-- Name: ix_crm_runs_synchronous; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_runs_synchronous ON public.crm_runs USING btree (tenant_id, claimed_at) WHERE (durable_since IS NULL);


--
-- Name: ix_crm_stage_moves_tenant_id_pipeline_id_from_stage; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_stage_moves_tenant_id_pipeline_id_from_stage ON public.crm_stage_moves USING btree (tenant_id, pipeline_id, from_stage);


--
-- Name: ix_crm_tracked_events_tenant_id_at_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_crm_tracked_events_tenant_id_at_name ON public.crm_tracked_events USING btree (tenant_id, at, name);


--
-- Name: notifications dbos_notifications_trigger; Type: TRIGGER; Schema: dbos; Owner: -
--

CREATE TRIGGER dbos_notifications_trigger AFTER INSERT ON dbos.notifications FOR EACH ROW EXECUTE FUNCTION dbos.notifications_function();


--
-- Name: notifications notifications_destination_uuid_fkey; Type: FK CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.notifications
    ADD CONSTRAINT notifications_destination_uuid_fkey FOREIGN KEY (destination_uuid) REFERENCES dbos.workflow_status(workflow_uuid) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: streams streams_workflow_uuid_fkey; Type: FK CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.streams
    ADD CONSTRAINT streams_workflow_uuid_fkey FOREIGN KEY (workflow_uuid) REFERENCES dbos.workflow_status(workflow_uuid) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: workflow_events_history workflow_events_history_workflow_uuid_fkey; Type: FK CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_events_history
    ADD CONSTRAINT workflow_events_history_workflow_uuid_fkey FOREIGN KEY (workflow_uuid) REFERENCES dbos.workflow_status(workflow_uuid) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: workflow_events workflow_events_workflow_uuid_fkey; Type: FK CONSTRAINT; Schema: dbos; Owner: -
--

ALTER TABLE ONLY dbos.workflow_events
    ADD CONSTRAINT workflow_events_workflow_uuid_fkey FOREIGN KEY (workflow_uuid) REFERENCES dbos.workflow_status(workflow_uuid) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: crm_customer_links fk_crm_customer_links_tenant_id_customer_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_customer_links
    ADD CONSTRAINT fk_crm_customer_links_tenant_id_customer_id FOREIGN KEY (tenant_id, customer_id) REFERENCES public.crm_customers(tenant_id, id) ON DELETE CASCADE;


--
-- Name: crm_journey_steps fk_crm_journey_steps_tenant_id_journey_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_journey_steps
    ADD CONSTRAINT fk_crm_journey_steps_tenant_id_journey_id FOREIGN KEY (tenant_id, journey_id) REFERENCES public.crm_customer_journeys(tenant_id, id) ON DELETE CASCADE;


--
-- Name: crm_orders fk_crm_orders_tenant_id_quotation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_orders
    ADD CONSTRAINT fk_crm_orders_tenant_id_quotation_id FOREIGN KEY (tenant_id, quotation_id) REFERENCES public.crm_quotations(tenant_id, id);


--
-- Name: crm_pipeline_stages fk_crm_pipeline_stages_tenant_id_pipeline_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_pipeline_stages
    ADD CONSTRAINT fk_crm_pipeline_stages_tenant_id_pipeline_id FOREIGN KEY (tenant_id, pipeline_id) REFERENCES public.crm_pipelines(tenant_id, id) ON DELETE CASCADE;


--
-- Name: crm_quotation_lines fk_crm_quotation_lines_tenant_id_quotation_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_quotation_lines
    ADD CONSTRAINT fk_crm_quotation_lines_tenant_id_quotation_id FOREIGN KEY (tenant_id, quotation_id) REFERENCES public.crm_quotations(tenant_id, id) ON DELETE CASCADE;


--
-- Name: crm_routing_queue fk_crm_routing_queue_tenant_id_lead_id; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.crm_routing_queue
    ADD CONSTRAINT fk_crm_routing_queue_tenant_id_lead_id FOREIGN KEY (tenant_id, lead_id) REFERENCES public.crm_leads(tenant_id, id) ON DELETE CASCADE;


--
-- Name: crm_activities; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_activities ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_bookmarks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_bookmarks ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_configuration_versions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_configuration_versions ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_customer_journeys; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_customer_journeys ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_customer_links; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_customer_links ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_customers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_customers ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_decisions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_decisions ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_entity_counters; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_entity_counters ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_history; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_history ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_inbox_messages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_inbox_messages ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_integration_runs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_integration_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_journey_steps; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_journey_steps ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_lead_scoring_models; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_lead_scoring_models ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_lead_scoring_rules; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_lead_scoring_rules ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_lead_scoring_weights; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_lead_scoring_weights ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_leads; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_leads ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_live_positions; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_live_positions ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_live_updates; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_live_updates ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_notification_addresses; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_notification_addresses ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_notification_preferences; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_notification_preferences ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_notification_schedule; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_notification_schedule ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_numbers; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_numbers ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_opportunities; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_opportunities ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_orders; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_orders ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_outbox; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_outbox ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_people; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_people ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_pipeline_stages; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_pipeline_stages ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_pipelines; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_pipelines ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_policies; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_policies ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_quotation_lines; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_quotation_lines ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_quotations; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_quotations ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_routing_counters; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_routing_counters ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_routing_queue; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_routing_queue ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_routing_rules; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_routing_rules ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_routing_turns; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_routing_turns ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_runs; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_runs ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_sources; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_sources ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_stage_moves; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_stage_moves ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_tracked_events; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_tracked_events ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_webhooks; Type: ROW SECURITY; Schema: public; Owner: -
--

ALTER TABLE public.crm_webhooks ENABLE ROW LEVEL SECURITY;

--
-- Name: crm_activities of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_activities USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_bookmarks of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_bookmarks USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_configuration_versions of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_configuration_versions USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_customer_journeys of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_customer_journeys USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_customer_links of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_customer_links USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_customers of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_customers USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_decisions of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_decisions USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_entity_counters of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_entity_counters USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_history of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_history USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_inbox_messages of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_inbox_messages USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_integration_runs of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_integration_runs USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_journey_steps of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_journey_steps USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_lead_scoring_models of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_lead_scoring_models USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_lead_scoring_rules of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_lead_scoring_rules USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_lead_scoring_weights of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_lead_scoring_weights USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_leads of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_leads USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_live_positions of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_live_positions USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_live_updates of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_live_updates USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_notification_addresses of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_notification_addresses USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_notification_preferences of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_notification_preferences USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_notification_schedule of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_notification_schedule USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_numbers of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_numbers USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_opportunities of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_opportunities USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_orders of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_orders USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_outbox of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_outbox USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_people of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_people USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_pipeline_stages of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_pipeline_stages USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_pipelines of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_pipelines USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_policies of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_policies USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_quotation_lines of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_quotation_lines USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_quotations of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_quotations USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_routing_counters of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_routing_counters USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_routing_queue of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_routing_queue USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_routing_rules of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_routing_rules USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_routing_turns of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_routing_turns USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_runs of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_runs USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_sources of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_sources USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_stage_moves of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_stage_moves USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_tracked_events of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_tracked_events USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: crm_webhooks of_the_tenant; Type: POLICY; Schema: public; Owner: -
--

CREATE POLICY of_the_tenant ON public.crm_webhooks USING (((tenant_id)::text = current_setting('crm.tenant'::text, true))) WITH CHECK (((tenant_id)::text = current_setting('crm.tenant'::text, true)));


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA public TO crm_tenant;


--
-- Name: TABLE alembic_version; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.alembic_version TO crm_tenant;


--
-- Name: TABLE crm_activities; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_activities TO crm_tenant;


--
-- Name: TABLE crm_bookmarks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_bookmarks TO crm_tenant;


--
-- Name: TABLE crm_configuration_versions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_configuration_versions TO crm_tenant;


--
-- Name: TABLE crm_customer_journeys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_customer_journeys TO crm_tenant;


--
-- Name: TABLE crm_customer_links; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_customer_links TO crm_tenant;


--
-- Name: TABLE crm_customers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_customers TO crm_tenant;


--
-- Name: TABLE crm_decisions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_decisions TO crm_tenant;


--
-- Name: TABLE crm_encryption_keys; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_encryption_keys TO crm_tenant;


--
-- Name: TABLE crm_entity_counters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_entity_counters TO crm_tenant;


--
-- Name: TABLE crm_history; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_history TO crm_tenant;


--
-- Name: TABLE crm_inbox_messages; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_inbox_messages TO crm_tenant;


--
-- Name: TABLE crm_integration_runs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_integration_runs TO crm_tenant;


--
-- Name: TABLE crm_journey_steps; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_journey_steps TO crm_tenant;


--
-- Name: TABLE crm_lead_scoring_models; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_lead_scoring_models TO crm_tenant;


--
-- Name: TABLE crm_lead_scoring_rules; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_lead_scoring_rules TO crm_tenant;


--
-- Name: TABLE crm_lead_scoring_weights; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_lead_scoring_weights TO crm_tenant;


--
-- Name: TABLE crm_leads; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_leads TO crm_tenant;


--
-- Name: TABLE crm_live_positions; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_live_positions TO crm_tenant;


--
-- Name: TABLE crm_live_updates; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_live_updates TO crm_tenant;


--
-- Name: TABLE crm_loop_failures; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_loop_failures TO crm_tenant;


--
-- Name: TABLE crm_notification_addresses; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_notification_addresses TO crm_tenant;


--
-- Name: TABLE crm_notification_preferences; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_notification_preferences TO crm_tenant;


--
-- Name: TABLE crm_notification_schedule; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_notification_schedule TO crm_tenant;


--
-- Name: TABLE crm_numbers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_numbers TO crm_tenant;


--
-- Name: TABLE crm_opportunities; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_opportunities TO crm_tenant;


--
-- Name: TABLE crm_orders; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_orders TO crm_tenant;


--
-- Name: TABLE crm_outbox; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_outbox TO crm_tenant;


--
-- Name: TABLE crm_people; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_people TO crm_tenant;


--
-- Name: TABLE crm_pipeline_stages; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_pipeline_stages TO crm_tenant;


--
-- Name: TABLE crm_pipelines; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_pipelines TO crm_tenant;


--
-- Name: TABLE crm_policies; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_policies TO crm_tenant;


--
-- Name: TABLE crm_quotation_lines; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_quotation_lines TO crm_tenant;


--
-- Name: TABLE crm_quotations; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_quotations TO crm_tenant;


--
-- Name: TABLE crm_routing_counters; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_routing_counters TO crm_tenant;


--
-- Name: TABLE crm_routing_queue; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_routing_queue TO crm_tenant;


--
-- Name: TABLE crm_routing_rules; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_routing_rules TO crm_tenant;


--
-- Name: TABLE crm_routing_turns; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_routing_turns TO crm_tenant;


--
-- Name: TABLE crm_runs; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_runs TO crm_tenant;


--
-- Name: TABLE crm_schema; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT ON TABLE public.crm_schema TO crm_tenant;


--
-- Name: TABLE crm_sources; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_sources TO crm_tenant;


--
-- Name: TABLE crm_stage_moves; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_stage_moves TO crm_tenant;


--
-- Name: TABLE crm_tracked_events; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_tracked_events TO crm_tenant;


--
-- Name: TABLE crm_webhooks; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_webhooks TO crm_tenant;


--
-- Name: TABLE crm_workers; Type: ACL; Schema: public; Owner: -
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_workers TO crm_tenant;


--
-- Name: DEFAULT PRIVILEGES FOR SEQUENCES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT,USAGE ON SEQUENCES TO crm_tenant;


--
-- Name: DEFAULT PRIVILEGES FOR TABLES; Type: DEFAULT ACL; Schema: public; Owner: -
--

ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT,INSERT,DELETE,UPDATE ON TABLES TO crm_tenant;


--
-- PostgreSQL database dump complete
--


