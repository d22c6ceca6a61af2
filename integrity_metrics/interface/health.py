"""What the contract check found, as a table of tables and a list of findings with the SQL that shows the rows."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from integrity_metrics.warehouse.contract_report import ContractReport, Problem, Severity, Status, TableReport

_ICONS = {
    Severity.ERROR: ":material/error:",
    Severity.WARNING: ":material/warning:",
    Severity.INFO: ":material/info:",
}


def table_list(report: ContractReport) -> None:
    """Draw one row a table of the contract: present or not, rows, days, and whether anything is wrong."""
    with st.container(horizontal=True):
        present = sum(t.status is Status.PRESENT for t in report.tables)
        st.metric("Tables present", f"{present} of {len(report.tables)}", border=True, width=200)
        st.metric("Errors", report.count(Severity.ERROR), border=True, width=200)
        st.metric("Warnings", report.count(Severity.WARNING), border=True, width=200)
    rows = pd.DataFrame(
        {
            "Table": [t.name for t in report.tables],
            "State": [_state(t) for t in report.tables],
            "Rows": [t.rows for t in report.tables],
            "First day": [t.first_day for t in report.tables],
            "Last day": [t.last_day for t in report.tables],
        }
    )
    st.dataframe(
        rows,
        hide_index=True,
        height="content",
        column_config={"Rows": st.column_config.NumberColumn(format="localized")},
        alt="Tables of the contract with their state, rows and days",
    )
    if partly := [t for t in report.tables if t.checked_since]:
        listed = ", ".join(f"{t.name} (from {t.checked_since})" for t in partly)
        st.caption(
            f"Of large tables only the newest days are checked here: {listed}. `integrity check` looks at all days; "
            "run it each night."
        )
    if report.fresh_until:
        st.caption(f"Freshness is measured against {report.fresh_until}, the newest day in the warehouse.")
    st.download_button(
        "Tables as CSV",
        data=lambda: rows.to_csv(index=False),
        file_name="data_health.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def findings_list(report: ContractReport) -> None:
    """Draw what the check found, errors first, each with the SQL that shows the rows."""
    order = list(Severity)
    missing = [f for f in report.findings if f.problem in (Problem.MISSING_TABLE, Problem.EMPTY_TABLE)]
    found = sorted((f for f in report.findings if f not in missing), key=lambda f: order.index(f.severity))
    st.subheader("Findings", anchor="findings")
    if not found:
        st.success("The warehouse keeps the contract: nothing was found.", icon=":material/check_circle:")
    for finding in found:
        title = f"{finding.severity.value.capitalize()} in {finding.table}: {finding.sentence}"
        with st.expander(title, icon=_ICONS[finding.severity]):
            st.code(finding.sql, language="sql", wrap_lines=True)
    if missing:
        names = ", ".join(f.table for f in missing)
        st.caption(f"Not available, because the table is missing or empty: {names}. Metrics that need one say so.")


def _state(table: TableReport) -> str:
    worst = {f.severity for f in table.findings}
    if table.status is not Status.PRESENT:
        return "not available" if table.status is Status.MISSING else "cannot be read"
    if not table.rows:
        return "empty"
    return "errors" if Severity.ERROR in worst else "warnings" if Severity.WARNING in worst else "good"
