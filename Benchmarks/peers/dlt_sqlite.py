"""dlt's generic REST source into SQLite, incremental by `updated`, as its documentation shows it.

    dlt_sqlite.py URL TOKEN FOLDER
"""

import os
import sys

import dlt
from dlt.sources.rest_api import rest_api_source


def main(url, token, folder):
    source = rest_api_source({
        "client": {
            "base_url": f"{url}/rest/api/2/",
            "auth": {"type": "bearer", "token": token},
            "paginator": {"type": "offset", "limit": 100, "limit_param": "maxResults", "offset_param": "startAt",
                          "total_path": "total"},
        },
        "resources": [
            {
                "name": "issues",
                "primary_key": "id",
                "write_disposition": "merge",
                "endpoint": {
                    "path": "search",
                    "data_selector": "issues",
                    "params": {
                        "fields": "*all", "expand": "changelog",
                        "jql": 'updated >= "{incremental.start_value}" ORDER BY updated ASC',
                    },
                    "incremental": {
                        "cursor_path": "fields.updated", "initial_value": "2000-01-01 00:00",
                        "convert": lambda value: value[:16].replace("T", " "),
                    },
                },
            },
            {
                "name": "projects",
                "primary_key": "id",
                "write_disposition": "replace",
                "endpoint": {"path": "project", "paginator": "single_page"},
            },
        ],
    })
    os.environ["DLT_DATA_DIR"] = os.path.join(folder, "dlt")
    pipeline = dlt.pipeline(
        "jira", destination=dlt.destinations.sqlalchemy(f"sqlite:///{folder}/dlt.sqlite"), dataset_name="jira",
        pipelines_dir=os.path.join(folder, "pipelines"))
    pipeline.run(source)


if __name__ == "__main__":
    main(*sys.argv[1:4])
